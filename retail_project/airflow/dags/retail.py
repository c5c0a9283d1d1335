"""The DAG `retail`: loads the shop's invoices and builds the star schema of the retail project.

Its tasks come from target/manifest.json, which `tdbt parse` writes. What differs from place to place is in variables of
the environment:

- RETAIL_PROJECT_DIR: the folder of dbt_project.yml; else the one that this file lies in
- RETAIL_SCHEDULE: when it runs by itself, a cron expression or a preset such as `@daily`; else only when it is told to
- RETAIL_RUN_FOLDER: where tasks write, if not below `target` of the project
- RETAIL_DOCS_URL: where the project's docs are, for the button `Docs` of each task
- DBT_TARGET: the target of profiles.yml, and those that it reads: tdbt takes them from the worker's environment
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path
from shlex import quote

try:
    from airflow.sdk import DAG, Param
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.models.param import Param

from tdbt_airflow import TdbtOperator, run_params, tdbt_task_group

project_dir = Path(os.environ.get("RETAIL_PROJECT_DIR") or Path(__file__).parents[2])
shared = {"project_dir": project_dir, "run_folder": os.environ.get("RETAIL_RUN_FOLDER") or None}

with DAG(
    dag_id="retail",
    description="From a shop's invoices to a tested star schema",
    doc_md=f"""
Loads UCI's Online Retail file into the staging layer, then builds and tests the star schema in the OLAP layer.

1. `ingest` downloads the file, or reads the one that the parameter `data` names, into the raw table. A file that is
   loaded already is passed over; rows that can't be read go to a table of their own, and too many fail the task.
2. `link` lets the OLAP server read the staging layer, where the two are servers of their own.
3. `retail` has a task for each model, seed and snapshot, followed by its tests, in the order of the project's graph. A
   model that fails stops what reads it and nothing else: mend it, and clear the task.

Run it by hand with the button Trigger, or by itself with `RETAIL_SCHEDULE` in Airflow's environment. After a change of
the project, `tdbt parse` tells the DAG of it ({project_dir / "target" / "manifest.json"}).
""",
    schedule=os.environ.get("RETAIL_SCHEDULE") or None,
    start_date=datetime(2025, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    # Two runs would build the same tables one after the other, each for nothing.
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(seconds=30)},
    params={
        "data": Param(
            None,
            type=["null", "string"],
            title="Data file",
            description="A zip, xlsx, csv or csv.gz to load: an address (https://, s3://) or a path on the worker, "
            "from the project's folder unless it begins with /. Without one, the file that UCI publishes is "
            "downloaded. sample/online_retail_sample.csv.gz is a small one with invented figures.",
        ),
        **run_params(),
    },
    user_defined_filters={"quote": quote},
    tags=["retail", "tdbt"],
) as dag:
    ingest = TdbtOperator(
        task_id="ingest",
        command="ingest --select source:retail{% if params.data %} --data {{ params.data | quote }}{% endif %}",
        full_refresh="{{ params.full_refresh }}",
        **shared,
    )
    link = TdbtOperator(task_id="link", command="link", **shared)
    models = tdbt_task_group(group_id="retail", docs_url=os.environ.get("RETAIL_DOCS_URL") or None, **shared)

    ingest >> link >> models
