"""The DAG's file, as Airflow reads it: in Airflow 3, and in 2.11 where that one's Python runs this."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
TDBT = PROJECT.parent / "packages/cli/bin/tdbt.js"
NAMES = """
import sys
sys.path.insert(0, sys.argv[1])
from retail import dag
print(*dag.task_dict, dag.max_active_runs, dag.catchup, type(dag.timetable).__name__)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the project's manifest, as one deploys it."""
    folder = tmp_path_factory.mktemp("deployed")
    paths = ["--project-dir", str(PROJECT), "--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    subprocess.run(["node", str(TDBT), "parse", *paths], check=True, stdout=subprocess.DEVNULL)
    return folder


def read_dag(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {"AIRFLOW_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "RETAIL_"))}
    command = [sys.executable, "-c", NAMES, str(PROJECT / "airflow/dags")]
    return subprocess.run(command, env={**inherited, **own}, capture_output=True, text=True)


def test_it_has_the_steps_and_the_models(tmp_path: Path, project: Path) -> None:
    done = read_dag(tmp_path, RETAIL_PROJECT_DIR=str(project))
    assert done.returncode == 0, done.stderr
    *tasks, runs, catchup, schedule = done.stdout.splitlines()[-1].split()
    assert {"ingest", "link", "retail.fact_transactions.run", "retail.product_list.snapshot"} <= set(tasks)
    # By hand, until somebody says otherwise.
    assert (runs, catchup, schedule) == ("1", "False", "NullTimetable")


def test_its_schedule_comes_from_the_environment(tmp_path: Path, project: Path) -> None:
    done = read_dag(tmp_path, RETAIL_PROJECT_DIR=str(project), RETAIL_SCHEDULE="0 4 * * *")
    assert done.returncode == 0, done.stderr
    assert " Cron" in done.stdout.splitlines()[-1]


def test_it_says_what_to_do_where_there_is_no_manifest(tmp_path: Path) -> None:
    done = read_dag(tmp_path, RETAIL_PROJECT_DIR=str(tmp_path))
    assert done.returncode == 1
    assert f"There is no manifest {tmp_path}/target/manifest.json: make it with `tdbt parse`" in done.stderr
