"""Projects, DAGs of them, and runs of these, for the tests."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[3]
TDBT = ["node", str(REPOSITORY / "packages" / "cli" / "bin" / "tdbt.js")]

SHOP = {
    "seeds/raw_orders.csv": "order_id,customer,amount\n1,ada,10\n2,bob,20\n",
    "models/stg_orders.sql": "select order_id, customer, amount from {{ ref('raw_orders') }}\n",
    "models/only_inlined.sql": "{{ config(materialized='ephemeral') }} select * from {{ ref('stg_orders') }}\n",
    "models/customers.sql": (
        "{{ config(materialized='table', tags=['mart']) }}\n"
        "select customer, sum(amount) as amount from {{ ref('only_inlined') }} group by customer\n"
    ),
    "models/island.sql": "{{ config(materialized='table') }} select 1 as id\n",
    "models/schema.yml": """
        models:
          - name: stg_orders
            columns:
              - name: order_id
                data_tests: [unique, not_null]
          - name: customers
            columns:
              - name: customer
                data_tests:
                  - relationships: {arguments: {to: ref('raw_orders'), field: customer}}
          - name: island
            columns: [{name: id, data_tests: [not_null]}]
        """,
}


@dataclass(frozen=True)
class Run:
    """A run of a DAG that has ended: its state, and those of its tasks by their ids."""

    dag: Any
    run_id: str
    state: str
    states: Mapping[str, str | None]

    def results(self, task_id: str) -> Any:
        return self.xcom(task_id, "return_value")

    def xcom(self, task_id: str, key: str) -> Any:
        from airflow.models.xcom import XComModel
        from airflow.utils.session import create_session

        with create_session() as session:
            query = XComModel.get_many(key=key, task_ids=task_id, dag_ids=self.dag.dag_id, run_id=self.run_id)
            row = session.scalars(query).first()
            return None if row is None else XComModel.deserialize_value(row)

    def order(self) -> list[str]:
        """The ids of the tasks that ran, in the order in which they began."""
        return [ti.task_id for ti in sorted(self._instances(), key=lambda ti: ti.start_date) if ti.state != "skipped"]

    def tries(self, task_id: str) -> int:
        return next(int(ti.try_number) for ti in self._instances() if ti.task_id == task_id)

    def rendered(self, task_id: str) -> Any:
        """The template fields as Airflow's web page shows them."""
        from airflow.models.renderedtifields import RenderedTaskInstanceFields
        from airflow.utils.session import create_session

        with create_session() as session:
            fields = RenderedTaskInstanceFields
            return session.query(fields.rendered_fields).filter_by(run_id=self.run_id, task_id=task_id).scalar()

    def _instances(self) -> list[Any]:
        return [ti for ti in _dag_run(self.dag, self.run_id).get_task_instances() if ti.start_date]


class Lab:
    def __init__(self, home: Path, server: str, folder: Path) -> None:
        self.dags = home / "dags"
        self.server = server
        self.folder = folder
        # In the names of a schema and of a DAG.
        self.name = "".join(letter if letter.isalnum() else "_" for letter in folder.name)[:40]
        self._projects: list[Path] = []

    def project(self, files: Mapping[str, str], name: str = "shop") -> Path:
        """Writes a project with the files and makes its manifest."""
        folder = self.folder / name
        profile = f"{{type: postgres, schema: {self.name}, password: unused, threads: 2, {self.server}}}"
        common = {
            "dbt_project.yml": f"name: {name}\nversion: '1.0'\nprofile: p\n",
            "profiles.yml": f"p: {{target: dev, outputs: {{dev: {profile}}}}}\n",
        }
        for path, text in {**common, **files}.items():
            self.write(folder / path, text)
        self._projects.append(folder)
        self.parse(folder)
        return folder

    def write(self, file: Path, text: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text))

    def parse(self, project: Path) -> None:
        self.tdbt(project, "parse", "--quiet")

    def tdbt(self, project: Path, *arguments: str) -> str:
        done = subprocess.run([*TDBT, *arguments], cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def query(self, project: Path, sql: str) -> list[dict[str, Any]]:
        output = self.tdbt(project, "show", "--quiet", "--output", "json", "--limit", "-1", "--inline", sql)
        rows: list[dict[str, Any]] = json.loads(output)["show"]
        return rows

    def dag(self, body: str, **values: Any) -> Any:
        """The DAG of a file with these lines in its `with`; `values` are known there by their names."""
        lines = "".join(f"{name} = {value!r}\n" for name, value in values.items())
        file = self.dags / f"{self.name}.py"
        file.write_text(
            "from datetime import timedelta\nfrom pathlib import Path, PosixPath\nfrom airflow.sdk import DAG, task\n"
            "from tdbt_airflow import TdbtOperator, run_params, tdbt_task_group\n"
            f"tdbt = {TDBT!r}\n{lines}"
            f"with DAG({self.name!r}, schedule=None, params=run_params()):\n"
            + "".join(f"    {line}\n" for line in dedent(body).strip().splitlines())
        )
        return self._load()

    def _load(self) -> Any:
        from airflow.dag_processing.dagbag import DagBag

        bag = DagBag(str(self.dags / f"{self.name}.py"))
        assert not bag.import_errors, bag.import_errors
        return bag.dags[self.name]

    def run(self, dag: Any, **conf: Any) -> Run:
        # Read again, since a run in this process changes the params of its DAG.
        return _ended(dag, self._load().test(run_conf=conf).run_id)

    def run_again(self, run: Run, dag: Any) -> Run:
        """Clears what failed and what did not run because of it, and runs that, as Airflow's web page does."""
        from airflow.sdk.definitions.dag import _run_task
        from airflow.utils.session import create_session
        from airflow.utils.state import TaskInstanceState

        scheduler_dag = _serialized(dag)
        scheduler_dag.clear(run_id=run.run_id, only_failed=True)
        with create_session() as session:
            dag_run = _dag_run(dag, run.run_id, session)
            dag_run.dag = scheduler_dag
            dag_run.state = "running"
            while dag_run.state == "running":
                ready, _ = dag_run.update_state(session=session)
                for ti in ready:
                    ti.try_number += 1
                    ti.set_state(TaskInstanceState.SCHEDULED, session=session)
                session.commit()
                for ti in ready:
                    _run_task(ti=ti, task=dag.get_task(ti.task_id))
                session.expire_all()
        return _ended(dag, run.run_id)

    def close(self) -> None:
        (self.dags / f"{self.name}.py").unlink(missing_ok=True)


def _serialized(dag: Any) -> Any:
    from airflow.models.serialized_dag import SerializedDagModel

    return SerializedDagModel.get_dag(dag.dag_id)


def _dag_run(dag: Any, run_id: str, session: Any = None) -> Any:
    from airflow.models.dagrun import DagRun

    found = DagRun.find(dag_id=dag.dag_id, run_id=run_id, **({} if session is None else {"session": session}))
    return found[0]


def _ended(dag: Any, run_id: str) -> Run:
    dag_run = _dag_run(dag, run_id)
    states = {ti.task_id: None if ti.state is None else str(ti.state) for ti in dag_run.get_task_instances()}
    return Run(dag, run_id, str(dag_run.state), states)
