"""What a user of TdbtOperator notices: messages, XCom, files, retries, secrets, an end in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable

import pytest
from lab import TDBT, Lab

MODELS = {
    "models/good.sql": "{{ config(materialized='table') }} select generate_series(1, 3) as id\n",
    "models/bad.sql": "select id, nam from {{ ref('good') }}\n",
}


def test_results_are_an_xcom_without_sql(lab: Lab) -> None:
    project = lab.project({"models/good.sql": MODELS["models/good.sql"]})
    dag = lab.dag("TdbtOperator(task_id='build', command='build', project_dir=project, tdbt=tdbt)", project=project)
    run = lab.run(dag)

    assert run.state == "success"
    (result,) = run.results("build")
    assert result["execution_time"] > 0
    assert [part["name"] for part in result["timing"]] == ["compile", "execute"]
    del result["execution_time"], result["timing"]
    assert result == {
        "unique_id": "model.shop.good",
        "status": "success",
        "message": "SELECT 3",
        "failures": None,
        "rows_affected": 3,
        "adapter_response": {"_message": "SELECT 3", "code": "SELECT", "rows_affected": 3},
    }
    assert "generate_series" not in json.dumps(run.results("build"))


def test_a_failure_says_what_where_and_what_to_do_and_pushes_its_results(lab: Lab, said: Callable[[], str]) -> None:
    project = lab.project(MODELS)
    body = """
        def alert(context):
            (folder / "alert.txt").write_text(str(context["exception"]))

        TdbtOperator(
            task_id="build", command=["build", "--threads", "1"], project_dir=project, tdbt=tdbt,
            run_folder=folder / "runs", on_failure_callback=alert,
        )
        """
    run = lab.run(lab.dag(body, project=project, folder=lab.folder))

    assert run.states["build"] == "failed"
    files = next((lab.folder / "runs").glob("*/*/build/try=1"))
    assert (lab.folder / "alert.txt").read_text() == "\n".join(
        [
            "tdbt build failed: 1 of 2",
            'model bad: column "nam" does not exist (models/bad.sql:1:12)',
            "  hint: correct the name, or say which table it is of; names in double quotes keep their capital letters",
            f"Files of this try: {files}",
        ]
    )
    assert [result["status"] for result in run.results("build")] == ["success", "error"]
    assert (files / "logs" / "dbt.log").exists()
    assert (files / "target" / "compiled" / "shop" / "models" / "bad.sql").exists()
    lines = said().splitlines()
    assert any("[info " in line and "OK created sql table model" in line for line in lines)
    assert any("[error " in line and "Failure in model bad" in line for line in lines)


@pytest.mark.parametrize(
    ("command", "files", "message"),
    [
        (
            "build",
            {"models/bad.sql": "select * from {{ ref('goood') }}\n"},
            "model.shop.bad depends on a node named 'goood' which was not found (models/bad.sql:1:22)\n"
            "  hint: did you mean 'good'?",
        ),
        ("build --colour", {}, "Error: No such option '--colour'."),
    ],
)
def test_what_trying_again_cannot_help_is_not_tried_again(
    lab: Lab, said: Callable[[], str], command: str, files: dict[str, str], message: str
) -> None:
    project = lab.project({"models/good.sql": MODELS["models/good.sql"]})
    for path, text in files.items():
        lab.write(project / path, text)
    retries = "retries=1, retry_delay=timedelta(0)"
    body = f"TdbtOperator(task_id='t', command=command, project_dir=project, tdbt=tdbt, {retries})"
    run = lab.run(lab.dag(body, project=project, command=command))

    assert run.states["t"] == "failed"
    assert run.tries("t") == 1
    assert message in said()


def test_a_lost_database_is_tried_again(lab: Lab, said: Callable[[], str]) -> None:
    project = lab.project({"models/good.sql": MODELS["models/good.sql"]})
    profile = project / "profiles.yml"
    good = profile.read_text()
    gone = (
        "p: {target: dev, outputs: {dev: {type: postgres, host: 127.0.0.1, port: 1, user: u, dbname: d, schema: s}}}\n"
    )
    profile.write_text(gone)
    body = """
        def mend(context):
            Path(project, "profiles.yml").write_text(good)

        TdbtOperator(
            task_id="t", command="build", project_dir=project, tdbt=tdbt, retries=2, retry_delay=timedelta(0),
            on_retry_callback=mend,
        )
        """
    run = lab.run(lab.dag(body, project=project, good=good))

    assert run.state == "success"
    assert run.tries("t") == 2
    assert "No Postgres server answers at 127.0.0.1:1" in said()


def test_templates_fill_in_the_command_and_the_environment_which_is_shown_nowhere(
    lab: Lab, said: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", "postgres://shop:hunter2-secret@db.example/shop")
    files = {"models/good.sql": "select '{{ env_var('OWNER') }}' as owner, length('{{ env_var('PASS') }}') as length\n"}
    project = lab.project({})
    for path, text in files.items():
        lab.write(project / path, text)
    body = """
        TdbtOperator(
            task_id="t", command=["run", "--threads", "{{ params.threads }}"], select="{{ params.what }}",
            project_dir=project, tdbt=tdbt, params={"threads": 1, "what": "good"},
            env={"OWNER": "{{ dag.dag_id }}", "PASS": "{{ conn.warehouse.password }}"},
        )
        """
    run = lab.run(lab.dag(body, project=project))

    assert run.state == "success"
    log = said()
    assert "--threads 1 --select good" in log
    everything = log + json.dumps(run.results("t")) + json.dumps(run.rendered("t"))
    assert "hunter2-secret" not in everything
    monkeypatch.setenv("OWNER", "-")
    monkeypatch.setenv("PASS", "-")
    assert lab.query(project, "select * from {{ target.schema }}.good") == [
        {"owner": lab.name, "length": len("hunter2-secret")}
    ]


def test_too_many_rejected_rows_are_told_with_the_first_of_them(lab: Lab, said: Callable[[], str]) -> None:
    files = {
        "tdbt.config.ts": """
            import { defineConfig, defineSource } from 'tdbt'
            const numbers = defineSource({ source: 's', table: 't', from: 'data.csv', columns: { id: 'integer' } })
            export default defineConfig({ sources: [numbers] })
            """,
        "models/sources.yml": 'sources: [{name: s, schema: "{{ target.schema }}", tables: [{name: t}]}]\n',
        "data.csv": "id\n1\ntwo\n",
    }
    body = "TdbtOperator(task_id='ingest', command='ingest', project_dir=project, tdbt=tdbt)"
    run = lab.run(lab.dag(body, project=lab.project(files)))

    assert run.states["ingest"] == "failed"
    log = said()
    assert "s.t: 1 of 2 rows can't be loaded, more than the 1 % that it permits; the table is as it was before" in log
    assert "data.csv:3, row 2: id: 'two' is not of the type integer" in log
    assert "hint: mend the file or the column types, refuse fewer rows, or raise maxRejectedShare" in log


def test_a_program_that_is_not_there_is_named(lab: Lab, said: Callable[[], str]) -> None:
    body = "TdbtOperator(task_id='t', command='build', project_dir=project, tdbt='/opt/none/tdbt')"
    run = lab.run(lab.dag(body, project=lab.project({})))

    assert run.states["t"] == "failed"
    assert "There is no program /opt/none/tdbt on this worker: install tdbt, or say where it is with `tdbt`." in said()


def test_two_dags_and_tries_share_no_file(lab: Lab) -> None:
    project = lab.project({"models/good.sql": MODELS["models/good.sql"]})
    body = """
        for command in ("run", "compile"):
            TdbtOperator(task_id=command, command=command, project_dir=project, tdbt=tdbt)
        """
    dag = lab.dag(body, project=project)
    lab.run(dag)
    lab.run(dag)

    found = sorted(file.parts[-4:-2] for file in project.glob("target/airflow/*/*/*/*/target/manifest.json"))
    assert found == [("compile", "try=1")] * 2 + [("run", "try=1")] * 2


def test_mapped_tasks_share_no_file_either(lab: Lab) -> None:
    project = lab.project({"models/good.sql": MODELS["models/good.sql"]})
    body = """
        TdbtOperator.partial(task_id="t", command="compile", project_dir=project, tdbt=tdbt).expand(
            vars=[{"a": 1}, {"a": 2}]
        )
        """
    run = lab.run(lab.dag(body, project=project))

    assert run.state == "success"
    found = sorted(file.parent.parent.name for file in project.glob("target/airflow/*/*/t/*/try=1/target"))
    assert found == ["map_index=0", "map_index=1"]


def test_ending_the_task_cancels_its_query_on_the_server(lab: Lab, said: Callable[[], str]) -> None:
    project = lab.project(
        {"models/slow.sql": "{{ config(materialized='table') }} select 4711 as mark from pg_sleep(60)\n"}
    )
    dag = lab.dag("TdbtOperator(task_id='t', command='run', project_dir=project, tdbt=tdbt)", project=project)
    running = "select count(*) as n from pg_stat_activity where query like '%4711 as mark%' and pid <> pg_backend_pid()"

    def end_task() -> None:
        deadline = time.monotonic() + 30
        while lab.query(project, running) != [{"n": 1}] and time.monotonic() < deadline:
            time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGTERM)

    # A task of this process hears of the signal by the handler that Airflow sets while it runs.
    handler = signal.getsignal(signal.SIGTERM)
    ending = threading.Thread(target=end_task)
    ending.start()
    begun = time.monotonic()
    run = lab.run(dag)
    ending.join()
    signal.signal(signal.SIGTERM, handler)

    assert time.monotonic() - begun < 50
    assert run.states["t"] == "failed"
    assert lab.query(project, running) == [{"n": 0}]
    log = said()
    assert "tdbt run was interrupted" in log
    assert "Interrupted: model slow" in log
    assert not [line for line in _processes() if TDBT[1] in line and str(project) in line]


def _processes() -> list[str]:
    return subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
