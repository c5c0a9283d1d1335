"""A group with a selection and hooks runs in Airflow 2.11 as it does in 3."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from importlib import import_module
from typing import Any

import airflow
import pytest
from lab import TDBT, Lab
from test_hooks import LOGGED, logged

pytestmark = pytest.mark.skipif(not airflow.__version__.startswith("2."), reason="for Airflow 2.11")


def test_a_group_runs(lab: Lab) -> None:
    project = lab.project(LOGGED)
    (lab.dags / "two.py").write_text(
        "from airflow import DAG\nfrom tdbt_airflow import run_params, tdbt_task_group\n"
        "with DAG('two', schedule=None, params=run_params()):\n"
        f"    tdbt_task_group({str(project)!r}, tdbt={TDBT!r}, docs_url='https://docs.example')\n"
    )
    conf = ["--conf", '{"exclude": "aside"}']
    command = [sys.executable, "-m", "airflow", "dags", "test", "two", *conf]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr

    with sqlite3.connect(lab.dags.parent / "airflow.db") as database:
        states = dict(database.execute("select task_id, state from task_instance where dag_id = 'two'").fetchall())
    assert states == {
        "tdbt.select": "success",
        "tdbt.on_run_start": "success",
        "tdbt.aside.run": "skipped",
        "tdbt.base.run": "success",
        "tdbt.base.test": "failed",
        "tdbt.above.run": "upstream_failed",
        "tdbt.on_run_end": "failed",
    }
    assert "test unique_base_id: Got 1 result, configured to fail if != 0 (models/schema.yml)" in output
    assert logged(lab, project) == [("above", "skipped", 0), ("base", "success", 0), ("unique_base_id", "fail", 1)]


def test_a_task_has_its_button_after_it_was_stored(lab: Lab) -> None:
    from airflow.models.dagbag import DagBag

    serialized: Any = import_module("airflow.serialization.serialized_objects").SerializedDAG
    project = lab.project({"models/one.sql": "select 1 as id\n"})
    file = lab.dags / "button.py"
    file.write_text(
        "from airflow import DAG\nfrom tdbt_airflow import tdbt_task_group\n"
        "with DAG('button', schedule=None):\n"
        f"    tdbt_task_group({str(project)!r}, docs_url='https://docs.example')\n"
    )
    dag = DagBag(str(file)).dags["button"]
    stored = serialized.from_dict(serialized.to_dict(dag))
    assert [link.name for link in stored.get_task("tdbt.one.run").operator_extra_links] == ["Docs"]
