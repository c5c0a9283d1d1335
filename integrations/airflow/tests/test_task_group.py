"""What a run of a task group does: order, failures, selection, full refresh."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from lab import SHOP, Lab

GROUP = "tdbt_task_group(project, tdbt=tdbt)"


def test_a_node_runs_after_the_tests_of_what_it_reads(lab: Lab) -> None:
    project = lab.project(SHOP)
    run = lab.run(lab.dag(GROUP, project=project))

    assert run.state == "success"
    assert set(run.states) == {
        "tdbt.select",
        "tdbt.raw_orders.seed",
        "tdbt.stg_orders.run",
        "tdbt.stg_orders.test",
        "tdbt.customers.run",
        "tdbt.relationships_customers_customer__customer__ref_raw_orders_",
        "tdbt.island.run",
        "tdbt.island.test",
    }
    order = run.order()
    path = ["tdbt.raw_orders.seed", "tdbt.stg_orders.run", "tdbt.stg_orders.test", "tdbt.customers.run"]
    path.append("tdbt.relationships_customers_customer__customer__ref_raw_orders_")
    assert sorted(path, key=order.index) == path
    assert lab.query(project, "select customer, amount from {{ ref('customers') }} order by 1") == [
        {"customer": "ada", "amount": 10},
        {"customer": "bob", "amount": 20},
    ]


def test_a_failing_model_fails_its_branch_alone_and_runs_when_it_is_mended_and_cleared(
    lab: Lab, said: Callable[[], str]
) -> None:
    project = lab.project({**SHOP, "models/stg_orders.sql": "select order_id, custmer from {{ ref('raw_orders') }}\n"})
    dag = lab.dag(GROUP, project=project)
    run = lab.run(dag)

    assert run.state == "failed"
    assert {task: state for task, state in run.states.items() if state != "success"} == {
        "tdbt.stg_orders.run": "failed",
        "tdbt.stg_orders.test": "upstream_failed",
        "tdbt.customers.run": "upstream_failed",
        "tdbt.relationships_customers_customer__customer__ref_raw_orders_": "upstream_failed",
    }
    assert 'model stg_orders: column "custmer" does not exist (models/stg_orders.sql:1:18)' in said()

    lab.write(project / "models/stg_orders.sql", SHOP["models/stg_orders.sql"])
    again = lab.run_again(run, dag)
    assert again.state == "success"
    assert set(again.states.values()) == {"success"}
    assert len(list((project / "target/airflow").glob("*/*/tdbt.stg_orders.run/try=*"))) == 2
    assert len(list((project / "target/airflow").glob("*/*/tdbt.island.run/try=*"))) == 1


def test_a_failing_test_holds_up_what_reads_its_model(lab: Lab, said: Callable[[], str]) -> None:
    twice = "order_id,customer,amount\n1,ada,10\n1,bob,20\n"
    project = lab.project({**SHOP, "seeds/raw_orders.csv": twice})
    run = lab.run(lab.dag(GROUP, project=project))

    assert run.states["tdbt.stg_orders.test"] == "failed"
    assert run.states["tdbt.customers.run"] == "upstream_failed"
    assert run.states["tdbt.island.test"] == "success"
    log = said()
    assert "tdbt test failed: 1 of 2" in log
    assert "test unique_stg_orders_order_id: Got 1 result, configured to fail if != 0 (models/schema.yml)" in log
    query = re.search("its query: (/.*)", log)
    assert query
    assert "having count(*) > 1" in Path(query[1]).read_text()
    results = {result["unique_id"].split(".")[2]: result for result in run.results("tdbt.stg_orders.test")}
    assert results["unique_stg_orders_order_id"]["status"] == "fail"
    assert results["unique_stg_orders_order_id"]["failures"] == 1


def test_a_task_has_a_button_to_its_node_in_the_docs(lab: Lab) -> None:
    project = lab.project({"models/one.sql": "select 1 as id\n"})
    body = "tdbt_task_group(project, tdbt=tdbt, selection=False, docs_url='https://docs.example/{{ dag.dag_id }}')"
    run = lab.run(lab.dag(body, project=project))

    assert run.xcom("tdbt.one.run", "_link_DocsLink") == f"https://docs.example/{lab.name}/#!/model/model.shop.one"


def test_a_test_that_only_warns_stays_green_and_says_so(lab: Lab, said: Callable[[], str]) -> None:
    files = {
        "models/one.sql": "select null::int as id\n",
        "models/schema.yml": """
            models:
              - name: one
                columns: [{name: id, data_tests: [{not_null: {config: {severity: warn}}}]}]
            """,
    }
    run = lab.run(lab.dag(GROUP, project=lab.project(files)))

    assert run.states["tdbt.one.test"] == "success"
    lines = [line for line in said().splitlines() if "WARN 1 not_null_one_id" in line]
    assert lines
    assert "[warning" in lines[0]


def test_a_run_with_a_selection_skips_the_other_tasks(lab: Lab) -> None:
    project = lab.project(SHOP)
    dag = lab.dag(GROUP, project=project)
    assert lab.run(dag).state == "success"

    run = lab.run(dag, select="customers", exclude="test_type:generic")
    assert run.state == "success"
    assert run.order() == ["tdbt.select", "tdbt.customers.run"]
    assert set(run.states.values()) == {"success", "skipped"}

    run = lab.run(dag, select="unique_stg_orders_order_id")
    assert [result["unique_id"].split(".")[2] for result in run.results("tdbt.stg_orders.test")] == [
        "unique_stg_orders_order_id"
    ]


def test_what_follows_a_failure_does_not_run_in_a_selection_either(lab: Lab) -> None:
    project = lab.project({**SHOP, "models/stg_orders.sql": "select nothing from {{ ref('raw_orders') }}\n"})
    run = lab.run(lab.dag(GROUP, project=project), select="+customers")

    assert run.state == "failed"
    assert run.states["tdbt.customers.run"] == "upstream_failed"
    assert run.states["tdbt.island.run"] == "skipped"


def test_a_selection_is_no_way_to_give_flags(lab: Lab, said: Callable[[], str]) -> None:
    project = lab.project(SHOP)
    run = lab.run(lab.dag(GROUP, project=project), select="customers --profiles-dir /elsewhere")

    assert run.states["tdbt.select"] == "failed"
    assert "takes selections like tag:x or +orders, not '--profiles-dir'" in said()


def test_full_refresh_builds_incremental_models_anew(lab: Lab) -> None:
    files = {
        "models/events.sql": (
            "{{ config(materialized='incremental') }} select {{ 2 if is_incremental() else 1 }} as built_as\n"
        )
    }
    project = lab.project(files)
    dag = lab.dag(GROUP, project=project)
    rows = "select built_as from {{ ref('events') }} order by 1"

    lab.run(dag)
    lab.run(dag)
    assert [row["built_as"] for row in lab.query(project, rows)] == [1, 2]
    lab.run(dag, full_refresh=True)
    assert [row["built_as"] for row in lab.query(project, rows)] == [1]


def test_a_group_is_skipped_with_the_task_before_it(lab: Lab) -> None:
    body = """
        @task.short_circuit(ignore_downstream_trigger_rules=False)
        def is_there_data():
            return False

        is_there_data() >> tdbt_task_group(project, tdbt=tdbt)
        """
    run = lab.run(lab.dag(body, project=lab.project(SHOP)))

    assert {state for task, state in run.states.items() if task.startswith("tdbt.")} == {"skipped"}
