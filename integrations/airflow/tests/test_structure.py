"""The tasks of a group, their names and their dependencies, in Airflow 3 and in 2.11: nothing is run here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lab import SHOP, Lab

from tdbt_airflow import run_params, tdbt_task_group

try:
    from airflow.sdk import DAG
except ImportError:
    from airflow import DAG  # type: ignore[attr-defined,no-redef,unused-ignore]


def make(project: Path, **arguments: Any) -> dict[str, list[str]]:
    """The tasks of a DAG with a group of the project, each with what it waits for."""
    return {task_id: sorted(task.upstream_task_ids) for task_id, task in tasks(project, **arguments).items()}


def tasks(project: Path, **arguments: Any) -> dict[str, Any]:
    with DAG("d", schedule=None, params=run_params()) as dag:
        tdbt_task_group(project, **{"group_id": "g", "selection": False, **arguments})
    return dict(dag.task_dict)


def test_edges_go_through_ephemeral_models_and_wait_for_tests(lab: Lab) -> None:
    assert make(lab.project(SHOP)) == {
        "g.raw_orders.seed": [],
        "g.stg_orders.run": ["g.raw_orders.seed"],
        "g.stg_orders.test": ["g.stg_orders.run"],
        "g.customers.run": ["g.stg_orders.test"],
        "g.relationships_customers_customer__customer__ref_raw_orders_": ["g.customers.run", "g.raw_orders.seed"],
        "g.island.run": [],
        "g.island.test": ["g.island.run"],
    }


def test_what_reads_all_that_a_test_reads_waits_for_it_and_nothing_goes_in_circles(lab: Lab) -> None:
    files = {
        "models/a.sql": "select 1 as id\n",
        "models/b.sql": "select * from {{ ref('a') }}\n",
        "models/c.sql": "{{ config(materialized='ephemeral') }} select * from {{ ref('b') }}\n",
        "models/d.sql": "select * from {{ ref('c') }}\n",
        "models/e.sql": "select * from {{ ref('d') }}\n",
        "models/f.sql": "select * from {{ ref('a') }}\n",
        "tests/a_and_b.sql": "select * from {{ ref('a') }} natural join {{ ref('b') }} where false\n",
        "tests/b_and_f.sql": "select * from {{ ref('b') }} natural join {{ ref('f') }} where false\n",
        "models/schema.yml": "models: [{name: c, columns: [{name: id, data_tests: [not_null]}]}]\n",
    }
    edges = make(lab.project(files))

    assert edges["g.b.run"] == ["g.a.run"]
    assert edges["g.a_and_b"] == ["g.a.run", "g.b.run"]
    assert edges["g.b_and_f"] == ["g.b.run", "g.f.run"]
    assert edges["g.c_test"] == ["g.b.run"]
    assert edges["g.d.run"] == ["g.a_and_b", "g.b.run", "g.c_test"]
    assert edges["g.e.run"] == ["g.d.run"]
    assert edges["g.f.run"] == ["g.a.run"]


def test_tests_of_a_source_are_one_task_that_its_readers_wait_for(lab: Lab) -> None:
    files = {
        "models/a.sql": "select * from {{ source('raw', 'orders') }}\n",
        "models/sources.yml": """
            sources:
              - name: raw
                tables: [{name: orders, columns: [{name: id, data_tests: [unique, not_null]}]}]
            """,
    }
    project = lab.project(files)

    assert make(project) == {"g.raw_orders_test": [], "g.a.run": ["g.raw_orders_test"]}
    assert len(tasks(project)["g.raw_orders_test"].nodes) == 2
    # The tests of a source belong to a group that has all nodes.
    assert make(project, select=["a"]) == {"g.a.run": ["g.raw_orders_test"], "g.raw_orders_test": []}
    assert make(project, exclude=["a"]) == {}


def test_names_are_unique_and_valid_whatever_the_models_are_called(lab: Lab) -> None:
    files = {
        "dbt_project.yml": """
            name: shop
            version: '1.0'
            profile: p
            flags: {require_resource_names_without_spaces: false}
            """,
        "models/orders.sql": "select 1 as id\n",
        "models/orders/detail.sql": "select 1 as id\n",
        "models/select.sql": "select 1 as id\n",
        "dbt_packages/other/dbt_project.yml": "name: other\nversion: '1.0'\nmodels: {other: {+schema: other}}\n",
        "dbt_packages/other/models/orders.sql": "select 1 as id\n",
        "models/schema.yml": """
            models:
              - name: detail
                columns: [{name: id, data_tests: [{not_null: {name: "has an id: always"}}]}]
              - name: select
                columns: [{name: id, data_tests: [{not_null: {name: NAME}}]}]
            """.replace("NAME", "a_long_name" * 12),
        "tests/many words, and more.sql": "select * from {{ ref('detail') }}, {{ ref('select') }} where false\n",
    }
    made = tasks(lab.project(files), selection=True)

    assert sorted(made) == [
        "g.detail.run",
        "g.detail.test",
        "g.many_words__and_more",
        "g.other_orders.run",
        "g.select",
        "g.shop_orders.run",
        "g.shop_select.run",
        "g.shop_select.test",
    ]
    assert all(re.fullmatch(r"[\w.-]{1,250}", task_id) for task_id in made)
    # The folder models/orders has the same beginning.
    assert made["g.shop_orders.run"].nodes == {"model.shop.orders": "fqn:shop.orders,path:models/orders.sql"}
    assert made["g.other_orders.run"].nodes == {"model.other.orders": "fqn:other.orders"}


def test_a_group_of_a_part_has_the_tests_of_what_it_builds(lab: Lab) -> None:
    project = lab.project(SHOP)

    assert set(make(project, select=["tag:mart"])) == {
        "g.customers.run",
        "g.relationships_customers_customer__customer__ref_raw_orders_",
    }
    assert set(make(project, exclude=["path:seeds", "customers", "isl*"])) == {"g.stg_orders.run", "g.stg_orders.test"}
    assert make(project, exclude=["stg_*"])["g.customers.run"] == ["g.raw_orders.seed"]
    with pytest.raises(ValueError, match=r"'\+customers' is no selection for a task group"):
        make(project, select=["+customers"])


def test_arguments_go_to_all_tasks_and_those_of_meta_to_one(lab: Lab) -> None:
    config = "{{ config(meta={'airflow': {'pool': 'slow', 'retries': 5}}) }}"
    files = {"models/a.sql": f"{config} select 1 as id\n", "models/b.sql": "select 1 as id\n"}
    made = tasks(lab.project(files), operator_args={"retries": 2, "queue": "q"}, docs_url="https://docs.example/shop/")

    assert [(made[f"g.{name}.run"].retries, made[f"g.{name}.run"].pool) for name in "ab"] == [
        (5, "slow"),
        (2, "default_pool"),
    ]
    assert {task.queue for task in made.values()} == {"q"}
    assert made["g.a.run"].docs_url == "https://docs.example/shop/#!/model/model.shop.a"


def test_what_meta_gets_wrong_is_said_with_its_model(lab: Lab) -> None:
    files = {"models/a.sql": "{{ config(meta={'airflow': {'retrys': 5}}) }} select 1 as id\n"}
    with pytest.raises(ValueError, match=r"(?s)meta\.airflow of model\.shop\.a \(models/a\.sql\): .*retrys"):
        make(lab.project(files))


def test_a_missing_manifest_is_named_with_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"There is no manifest .*target/manifest\.json: make it with"):
        make(tmp_path)
