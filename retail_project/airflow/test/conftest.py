from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from airflow_stack import AirflowStack

REPOSITORY = Path(__file__).parents[3]
PROGRAMS = [
    Path(sys.executable).parent,
    REPOSITORY / "node_modules" / ".bin",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--real-data", action="store_true", help="run the DAG on the whole file of UCI too")


@pytest.fixture(scope="session")
def stack() -> Iterator[AirflowStack]:
    """The whole stack, up and running."""
    folder = Path(tempfile.mkdtemp(prefix="tdbt-stack-"))
    # Where the tests run as root, Postgres does as somebody else, who has to come in.
    folder.chmod(0o755)
    stack = AirflowStack(REPOSITORY, folder, PROGRAMS)
    try:
        stack.start_servers()
        leave_out_retries(stack)
        add_eight(stack)
        stack.start_airflow()
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(folder)


def leave_out_retries(stack: AirflowStack) -> None:
    """Of the models and their tests: what fails here fails again, half a minute later. The load keeps its own."""
    file = stack.project / "dbt_project.yml"
    meta = "    +meta: {airflow: {retries: 0}}\n"
    with_models = file.read_text().replace("models:\n  retail:\n", f"models:\n  retail:\n{meta}")
    file.write_text(f"{with_models}\ndata_tests:\n  retail:\n{meta}")


def add_eight(stack: AirflowStack) -> None:
    """A project of eight models, each of which is done only while all eight run, and a DAG of it."""
    project = stack.folder / "eight"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text(
        "name: eight\nversion: '1'\nconfig-version: 2\nprofile: retail\nmodels: {+materialized: table}\n"
    )
    for number in range(1, 9):
        (project / "models" / f"model_{number}.sql").write_text(f"select {number} as number, meet(8) as met\n")
    (stack.project / "airflow/dags/eight.py").write_text(f"""
from datetime import datetime, timezone
from airflow.sdk import DAG
from tdbt_airflow import tdbt_task_group

with DAG("eight", start_date=datetime(2025, 1, 1, tzinfo=timezone.utc), schedule=None):
    tdbt_task_group("{project}", group_id="models", selection=False,
        profiles_dir="{stack.project}", run_folder="{stack.folder / "eight-runs"}")
""")
    stack.tdbt("parse", "--project-dir", str(project), "--profiles-dir", str(stack.project))
