"""The project's on-run-start and on-run-end hooks, which run once for all tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab import Lab

LOGGED = {
    "dbt_project.yml": """
        name: shop
        version: '1.0'
        profile: p
        on-run-start:
          - create table if not exists {{ target.schema }}.started (at timestamptz)
          - insert into {{ target.schema }}.started values (now())
        on-run-end:
          - '{{ log_results(results) }}'
        """,
    "macros/log_results.sql": (
        "{% macro log_results(results) %}\n"
        "create table if not exists {{ target.schema }}.logged (name text, status text, failures int);\n"
        "{% for result in results %}\n"
        "insert into {{ target.schema }}.logged"
        " values ('{{ result.node.name }}', '{{ result.status }}', {{ result.failures or 0 }});\n"
        "{% endfor %}\n"
        "{% endmacro %}\n"
    ),
    "models/base.sql": "select 1 as id union all select 1\n",
    "models/above.sql": "select * from {{ ref('base') }}\n",
    "models/aside.sql": "select 1 as id\n",
    "models/schema.yml": "models: [{name: base, columns: [{name: id, data_tests: [unique]}]}]\n",
}

GROUP = "tdbt_task_group(project, tdbt=tdbt, operator_args={'retries': 1, 'retry_delay': timedelta(0)})"


def logged(lab: Lab, project: Any) -> list[tuple[str, str, int]]:
    rows = lab.query(project, "select * from {{ target.schema }}.logged order by name")
    return [(row["name"], row["status"], row["failures"]) for row in rows]


def test_hooks_run_once_and_see_all_results_and_a_failed_run_stays_failed(lab: Lab, said: Callable[[], str]) -> None:
    project = lab.project(LOGGED)
    dag = lab.dag(GROUP.replace("1, 'retry", "0, 'retry"), project=project)
    run = lab.run(dag)

    assert run.state == "failed"
    assert run.states["tdbt.on_run_start"] == "success"
    assert run.states["tdbt.aside.run"] == "success"
    assert run.states["tdbt.on_run_end"] == "failed"
    assert run.order()[:2] == ["tdbt.select", "tdbt.on_run_start"]
    assert run.order()[-1] == "tdbt.on_run_end"
    assert lab.query(project, "select count(*) as n from {{ target.schema }}.started") == [{"n": 1}]
    assert logged(lab, project) == [
        ("above", "skipped", 0),
        ("aside", "success", 0),
        ("base", "success", 0),
        ("unique_base_id", "fail", 1),
    ]
    assert "The on-run-end hooks were run. 1 of 4 tasks failed: tdbt.base.test; 1 did not run because of them" in said()

    lab.write(project / "models/base.sql", "select 1 as id\n")
    # Its own task was fine: only the test of it is cleared.
    lab.tdbt(project, "run", "--select", "base", "--no-run-hooks")
    again = lab.run_again(run, dag)
    assert again.state == "success"
    assert lab.query(project, "select count(*) as n from {{ target.schema }}.started") == [{"n": 1}]


def test_the_end_is_not_tried_again_because_a_node_failed(lab: Lab) -> None:
    project = lab.project({**LOGGED, "models/schema.yml": "", "models/base.sql": "select nothing\n"})
    run = lab.run(lab.dag(GROUP, project=project))

    assert run.state == "failed"
    assert run.tries("tdbt.base.run") == 2
    assert run.tries("tdbt.on_run_end") == 1
    assert logged(lab, project) == [("above", "skipped", 0), ("aside", "success", 0), ("base", "error", 0)]


def test_no_node_and_no_end_hook_runs_where_a_start_hook_fails(lab: Lab, said: Callable[[], str]) -> None:
    broken = LOGGED["dbt_project.yml"].replace("create table if not exists", "create tabel")
    project = lab.project({**LOGGED, "dbt_project.yml": broken})
    run = lab.run(lab.dag("tdbt_task_group(project, tdbt=tdbt, selection=False)", project=project))

    assert run.state == "failed"
    assert run.states["tdbt.on_run_start"] == "failed"
    assert run.states["tdbt.base.run"] == "upstream_failed"
    assert run.states["tdbt.on_run_end"] == "failed"
    log = said()
    assert "syntax error" in log
    assert "No node was run, since a task before them failed: no hook was run either" in log
