"""What a run did, small enough for XCom: run_results.json without SQL and without what the run was told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict


class NodeResult(TypedDict):
    """The result of a node, under dbt's names. `rows_affected` is of the database's response, if it tells."""

    unique_id: str
    status: str
    message: str | None
    execution_time: float
    failures: int | None
    rows_affected: int | None
    adapter_response: dict[str, Any]
    timing: list[dict[str, str | None]]


def read_results(target: Path) -> list[NodeResult]:
    """The results of the command that wrote to the folder; none where it wrote no run_results.json."""
    file = target / "run_results.json"
    if not file.exists():
        return []
    return [_small(result) for result in json.loads(file.read_text(encoding="utf-8"))["results"]]


def _small(result: dict[str, Any]) -> NodeResult:
    response = result.get("adapter_response") or {}
    return {
        "unique_id": result["unique_id"],
        "status": result["status"],
        "message": result.get("message"),
        "execution_time": result["execution_time"],
        "failures": result.get("failures"),
        "rows_affected": response.get("rows_affected"),
        "adapter_response": response,
        "timing": result.get("timing") or [],
    }


def write_results(file: Path, results: Sequence[NodeResult], generated_at: str) -> None:
    """Writes a run_results.json of results that several tasks pushed, for `tdbt run-hooks on-run-end --results`."""
    document = {
        "metadata": {
            "dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json",
            "generated_at": generated_at,
            "env": {},
        },
        "results": [
            {
                "unique_id": result["unique_id"],
                "status": result["status"],
                "message": result["message"],
                "execution_time": result["execution_time"],
                "failures": result["failures"],
                "adapter_response": result["adapter_response"],
                "timing": result["timing"],
                "thread_id": "Thread-1 (worker)",
                "compiled": None,
                "compiled_code": None,
                "relation_name": None,
                "batch_results": None,
            }
            for result in results
        ],
        "elapsed_time": sum(result["execution_time"] for result in results),
        "args": {},
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document), encoding="utf-8")
