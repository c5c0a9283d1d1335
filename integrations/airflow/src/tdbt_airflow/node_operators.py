"""The operators of a task group: the selection of a run, the nodes, and the project's hooks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, TypedDict

from .airflow_versions import (
    AirflowException,
    AirflowFailException,
    AirflowSkipException,
    Context,
    skip_tasks,
    task_states,
)
from .failure import failure_message, is_lasting
from .operator import TdbtOperator
from .results import NodeResult, write_results


class Selection(TypedDict):
    """What the task `select` pushes: the unique_ids of what is to run, or None for all."""

    selected: list[str] | None


class TdbtSelectOperator(TdbtOperator):
    """Asks tdbt what the run's params `select` and `exclude` mean, and skips the other tasks of the group."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(command=["ls"], **kwargs)
        self.nodes_of_tasks: dict[str, list[str]] = {}

    def execute(self, context: Context) -> Any:
        select, exclude = (_param_words(context, name) for name in ("select", "exclude"))
        if not select and not exclude:
            self.log.info("The run has no selection: all tasks are to run")
            return Selection(selected=None)
        self.select, self.exclude = select, exclude
        folder = self.try_folder(context)
        command = ["ls", "--output", "json", "--output-keys", "unique_id"]
        outcome = self.call(context, command, folder)
        if outcome.exit_code != 0:
            message = failure_message("ls", outcome, [], str(folder))
            raise (AirflowFailException if is_lasting(outcome) else AirflowException)(message)
        selected = [json.loads(line)["unique_id"] for line in outcome.printed if line.startswith("{")]
        wanted = set(selected)
        skipped = [task_id for task_id, nodes in self.nodes_of_tasks.items() if wanted.isdisjoint(nodes)]
        self.log.info("%s tasks are to run, %s not", len(self.nodes_of_tasks) - len(skipped), len(skipped))
        context["ti"].xcom_push(key="return_value", value=Selection(selected=selected))
        skip_tasks(context, skipped)
        return Selection(selected=selected)


class TdbtNodeOperator(TdbtOperator):
    """Builds one node, or runs tests."""

    # Set once it is made: Airflow goes through all arguments again for each class that has an `__init__`, which is a
    # third of the time that a large DAG takes to import.
    nodes: Mapping[str, str] = {}
    """The unique_ids of what it builds or tests, with the selection of each."""
    select_task_id: str | None = None
    """The task that pushes the run's selection, if the group has one."""

    def execute(self, context: Context) -> list[NodeResult]:
        self.select = self._chosen(context)
        try:
            return self.run_command(context, self.command)
        finally:
            # The same in every task of the run, and megabytes of it in a large project.
            (self.try_folder(context) / "target" / "manifest.json").unlink(missing_ok=True)

    def _chosen(self, context: Context) -> list[str]:
        every = list(self.nodes.values())
        if self.select_task_id is None:
            return every
        pushed: Selection | None = context["ti"].xcom_pull(task_ids=self.select_task_id)
        if pushed is None:
            raise AirflowSkipException(f"{self.select_task_id} was skipped, and all that follows it with it")
        wanted = set(pushed["selected"] or self.nodes)
        # None of them: someone cleared this task by itself, and means it.
        return [words for node, words in self.nodes.items() if node in wanted] or every


class TdbtRunStartOperator(TdbtOperator):
    """Runs the project's on-run-start hooks, once for all tasks of the group."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(command=["run-hooks", "on-run-start"], **kwargs)


class TdbtRunEndOperator(TdbtOperator):
    """Runs the project's on-run-end hooks when all nodes are done, with the results of all of them, and then fails
    if a task of the group has: it is the last one, whose state Airflow takes for the run's."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(command=["run-hooks", "on-run-end"], **kwargs)
        self.nodes_of_tasks: dict[str, list[str]] = {}

    def execute(self, context: Context) -> list[NodeResult]:
        states = task_states(context, list(self.nodes_of_tasks))
        results = self._results(context, states)
        failed = sorted(task for task, state in states.items() if state == "failed")
        not_run = sum(state == "upstream_failed" for state in states.values())
        if not any(state in ("success", "failed") for state in states.values()):
            if not_run == 0:
                raise AirflowSkipException("No node was run: there is nothing to end")
            raise AirflowFailException("No node was run, since a task before them failed: no hook was run either")
        folder = self.try_folder(context)
        file = folder / "nodes" / "run_results.json"
        write_results(file, results, datetime.now(timezone.utc).isoformat())
        hooks = self.run_command(context, ["run-hooks", "on-run-end", "--results", str(file)])
        if failed:
            context["ti"].xcom_push(key="return_value", value=hooks)
            names = ", ".join(failed[:10]) + (f" and {len(failed) - 10} more" if len(failed) > 10 else "")
            rest = f"; {not_run} did not run because of them" if not_run else ""
            raise AirflowFailException(
                f"The on-run-end hooks were run. {len(failed)} of {len(states)} tasks failed: {names}{rest}"
            )
        return hooks

    def _results(self, context: Context, states: Mapping[str, str | None]) -> list[NodeResult]:
        pulled = context["ti"].xcom_pull(task_ids=list(self.nodes_of_tasks), key="return_value")
        results = [result for pushed in pulled or [] for result in pushed or []]
        known = {result["unique_id"] for result in results}
        for task_id, nodes in self.nodes_of_tasks.items():
            status = {"failed": "error", "upstream_failed": "skipped"}.get(str(states.get(task_id)))
            if status is not None:
                results += [_without_result(node, status, task_id) for node in nodes if node not in known]
        return results


def _without_result(unique_id: str, status: str, task_id: str) -> NodeResult:
    return {
        "unique_id": unique_id,
        "status": status,
        "message": f"see the log of {task_id}" if status == "error" else None,
        "execution_time": 0,
        "failures": None,
        "rows_affected": None,
        "adapter_response": {},
        "timing": [],
    }


def _param_words(context: Context, name: str) -> list[str]:
    value = context["params"].get(name) or ""
    words: Sequence[str] = value.split() if isinstance(value, str) else [str(word) for word in value]
    for word in words:
        # A flag would be one of the command's own: whoever starts a run may choose nodes, and nothing else.
        if word.startswith("-"):
            raise AirflowFailException(f"The param {name!r} takes selections like tag:x or +orders, not {word!r}")
    return list(words)
