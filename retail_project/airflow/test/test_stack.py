"""The retail DAG from end to end: a real Airflow, as docker-compose.yml has it, and a Postgres for each layer."""

from __future__ import annotations

import functools
import http.cookiejar
import http.server
import json
import re
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from airflow_stack import AirflowStack
from conftest import REPOSITORY

SAMPLE = "sample/online_retail_sample.csv.gz"
SOURCES = REPOSITORY / "retail_project"
REAL_DATA = REPOSITORY.parent / "shared" / "data" / "online+retail.zip"

STAR = {
    "dim_country",
    "dim_customer",
    "dim_date",
    "dim_product",
    "fact_invoices",
    "fact_transactions",
    "country_map",
    "customer_cohorts",
    "customer_rfm",
    "monthly_revenue",
    "product_ranking",
    "product_list",
}


def print_times(title: str, tasks: dict[str, dict[str, Any]]) -> None:
    """The wall time of each task: what Airflow has for it, from the start of its process to its end."""
    done = sorted(
        (task for task in tasks.values() if task["duration"] is not None), key=lambda task: task["start_date"]
    )
    print(f"\n{title}: wall time of each task, in seconds")
    for task in done:
        print(f"  {task['duration']:7.2f}  {task['task_id']}")
    begin, end = (datetime.fromisoformat(done[i][key]) for i, key in ((0, "start_date"), (-1, "end_date")))
    print(f"  {(end - begin).total_seconds():7.2f}  from the first start to the last end, {len(done)} tasks")


def run_folders(dag_id: str, run_id: str, top: Path) -> dict[str, list[Path]]:
    found = sorted((top / dag_id).glob(f"{run_id}/*/try=*"))
    folders: dict[str, list[Path]] = {}
    for folder in found:
        folders.setdefault(folder.parent.name, []).append(folder)
    return folders


def lock_waits(stack: AirflowStack) -> list[str]:
    return [*stack.staging.lock_waits(), *stack.olap.lock_waits()]


def expect_layers_apart(stack: AirflowStack) -> None:
    """Raw and staging on the one server, the star schema on the other, and the figures reconcile."""
    staging, olap = stack.staging.relations("staging_layer"), stack.olap.relations("olap_layer")
    for name in ["raw_online_retail", "stg_online_retail", "country_regions", "non_product_codes"]:
        assert staging[name] == "r"
    assert {name for name in STAR if olap.get(name) == "r"} == STAR
    assert stack.staging.relations("olap_layer") == {}
    assert "r" not in stack.olap.relations("staging_layer").values()
    raw = stack.staging.query(
        "select count(*), sum(quantity), sum(quantity * unit_price) from staging_layer.raw_online_retail"
    )
    fact = stack.olap.query("select count(*), sum(quantity), sum(total_amount) from olap_layer.fact_transactions")
    assert raw == fact
    assert raw[0][0] > 20_000


def test_the_dag_is_listed_without_errors(stack: AirflowStack) -> None:
    listed = stack.airflow_list("dags", "list")
    assert {"retail", "eight"} <= {dag["dag_id"] for dag in listed}
    assert stack.airflow_list("dags", "list-import-errors") == []


def test_every_service_is_healthy(stack: AirflowStack) -> None:
    for service in ["airflow_webserver", "airflow-scheduler", "airflow-dag-processor"]:
        assert stack.health(service), stack.logs()


def test_the_first_user_logs_in_on_the_web_page(stack: AirflowStack) -> None:
    cookies = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    with browser.open(f"{stack.web}/auth/login/") as page:
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.read().decode())
    assert token
    form = {
        "username": stack.variables["AIRFLOW_ADMIN_USER"],
        "password": stack.variables["AIRFLOW_ADMIN_PASSWORD"],
        "csrf_token": token[1],
    }
    with browser.open(f"{stack.web}/auth/login/", urllib.parse.urlencode(form).encode()) as page:
        assert page.url == f"{stack.web}/"
    assert "_token" in {cookie.name for cookie in cookies}


def test_the_form_of_the_web_page_asks_for_typed_params(stack: AirflowStack) -> None:
    params = stack.get("/dags/retail/details")["params"]
    assert list(params) == ["data", "select", "exclude", "full_refresh"]
    assert all(param["description"] for param in params.values())
    assert params["full_refresh"]["schema"]["type"] == "boolean"
    assert params["data"]["value"] is None


@pytest.fixture
def http_sample(stack: AirflowStack) -> Iterator[str]:
    """The sample at an address, as UCI has its file."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=stack.project)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{SAMPLE}"
        server.shutdown()


def test_dags_test_downloads_a_file_and_runs_a_part(stack: AirflowStack, http_sample: str) -> None:
    # While the DAG is paused, as it is at first: the scheduler would take up the same run else.
    conf = {"data": http_sample, "select": "country_regions stg_online_retail non_product_codes"}
    stack.airflow("dags", "test", "retail", "--conf", json.dumps(conf))
    rows = stack.staging.value("select count(*) from staging_layer.stg_online_retail")
    assert rows == stack.staging.value("select count(*) from staging_layer.raw_online_retail") > 20_000
    assert "dim_country" not in stack.olap.relations("olap_layer")
    # In a container the project is mounted to be read alone.
    assert {path.name for path in stack.project.iterdir()} - {path.name for path in SOURCES.iterdir()} <= {
        "target",
        "logs",
    }
    assert {path.name for path in (stack.project / "target").iterdir()} == {"manifest.json"}


def test_a_run_of_the_scheduler_builds_the_star_schema(stack: AirflowStack) -> None:
    stack.airflow("dags", "unpause", "retail")
    before = lock_waits(stack)
    run_id = stack.trigger("retail", data=SAMPLE)
    state = stack.wait_for_run("retail", run_id, 300)
    tasks = stack.tasks("retail", run_id)
    print_times("The sample", tasks)
    assert state == "success", {name: task["state"] for name, task in tasks.items()}
    assert {task["state"] for task in tasks.values()} == {"success"}
    expect_layers_apart(stack)

    assert lock_waits(stack) == before

    # Each task has files of its own, and in them the results of its own nodes.
    folders = run_folders("retail", run_id, stack.home / "logs/tdbt")
    assert set(folders) <= set(tasks)
    seen: dict[str, str] = {}
    for task_id, [folder] in folders.items():
        results = folder / "target/run_results.json"
        if not results.exists():
            continue
        for result in json.loads(results.read_text())["results"]:
            assert seen.setdefault(result["unique_id"], task_id) == task_id
    assert {name.split(".")[2] for name in seen if name.startswith("model.")} > STAR - {"product_list"}

    results = stack.xcom("retail", run_id, "retail.fact_transactions.run")
    assert [(result["unique_id"], result["status"]) for result in results] == [
        ("model.retail.fact_transactions", "success")
    ]
    assert "OK created" in stack.task_log("retail", run_id, "retail.dim_country.run")


def test_eight_tasks_at_once_do_not_wait_for_each_other(stack: AirflowStack) -> None:
    stack.olap.query(
        """create or replace function public.meet(wanted int) returns int language plpgsql as $$
        declare present int;
        begin
          perform pg_advisory_xact_lock_shared(8);
          for tries in 1 .. 1200 loop
            select count(*) into present from pg_locks where locktype = 'advisory' and objid = 8 and classid = 0;
            if present >= wanted then perform pg_sleep(1); return present; end if;
            perform pg_sleep(0.1);
          end loop;
          raise exception 'only % came', present;
        end $$"""
    )
    before = lock_waits(stack)
    stack.airflow("dags", "unpause", "eight")
    run_id = stack.trigger("eight")
    state = stack.wait_for_run("eight", run_id, 180)
    assert state == "success", stack.states("eight", run_id)
    assert stack.olap.query(
        " union all ".join(f"select number, met from olap_layer.model_{n}" for n in range(1, 9)) + " order by 1"
    ) == [(number, 8) for number in range(1, 9)]
    assert lock_waits(stack) == before

    folders = run_folders("eight", run_id, stack.folder / "eight-runs")
    assert len(folders) == 8
    for task_id, [folder] in folders.items():
        results = json.loads((folder / "target/run_results.json").read_text())["results"]
        assert [f"models.{result['unique_id'].split('.')[-1]}.run" for result in results] == [task_id]
        logged = (folder / "logs/dbt.log").read_text()
        assert f"OK created sql table model olap_layer.{task_id.split('.')[1]}" in logged


def test_a_lock_that_is_waited_for_would_be_noticed(stack: AirflowStack) -> None:
    before = lock_waits(stack)
    hold = "begin; lock table olap_layer.model_1; select pg_sleep(1); commit"
    holder = threading.Thread(target=stack.olap.query, args=(hold,))
    holder.start()
    time.sleep(0.3)
    stack.olap.query("select count(*) from olap_layer.model_1")
    holder.join()
    assert len(lock_waits(stack)) > len(before)


def test_a_model_that_fails_stops_its_own_branch_until_it_is_mended_and_cleared(stack: AirflowStack) -> None:
    models = stack.project / "models/marts"
    broken, doubled = models / "reports/customer_rfm.sql", models / "reports/country_map.sql"
    texts = {path: path.read_text() for path in (broken, doubled)}
    broken.write_text("select no_such_column from {{ ref('fact_invoices') }}\n")
    doubled.write_text(f"with once as (\n{texts[doubled]}\n)\nselect * from once union all select * from once\n")
    try:
        run_id = stack.trigger("retail", data=SAMPLE, select="customer_rfm country_map monthly_revenue")
        assert stack.wait_for_run("retail", run_id, 300) == "failed"
    finally:
        for path, text in texts.items():
            path.write_text(text)
    states = stack.states("retail", run_id)
    assert states["retail.monthly_revenue.test"] == "success"
    stopped = {name: state for name, state in states.items() if state not in ("success", "skipped")}
    assert stopped == {
        "retail.customer_rfm.run": "failed",
        "retail.customer_rfm.test": "upstream_failed",
        "retail.relationships_customer_rfm_customer_key__customer_key__ref_dim_customer_": "upstream_failed",
        "retail.cohorts_hold_every_buyer_once": "upstream_failed",
        "retail.country_map.test": "failed",
        "retail.reports_add_up_to_the_fact": "failed",
    }
    model_log = stack.task_log("retail", run_id, "retail.customer_rfm.run")
    assert "no_such_column" in model_log
    assert "models/marts/reports/customer_rfm.sql:1:8" in model_log
    test_log = stack.task_log("retail", run_id, "retail.country_map.test")
    assert "unique_country_map_country_key" in test_log
    assert "configured to fail if != 0" in test_log

    # As the button Clear of the web page does, with what comes after.
    mended = ["retail.customer_rfm.run", "retail.country_map.run"]
    options = {"dry_run": False, "only_failed": False, "include_downstream": True}
    stack.send("POST", "/dags/retail/clearTaskInstances", {"dag_run_id": run_id, "task_ids": mended, **options})
    assert stack.wait_for_run("retail", run_id, 200) == "success"
    assert set(stack.states("retail", run_id).values()) <= {"success", "skipped"}
    expect_layers_apart(stack)


def test_too_many_rejected_rows_fail_the_load_with_their_reason(stack: AirflowStack) -> None:
    file = stack.folder / "bad.csv"
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    file.write_text(header + "536365,85123A,HOLDER,many,2010-12-01 08:26:00,2.55,17850,United Kingdom\n" * 3)
    rows = stack.staging.value("select count(*) from staging_layer.raw_online_retail")
    run_id = stack.trigger("retail", data=str(file))
    stack.wait_for("the failure", lambda: stack.states("retail", run_id)["ingest"] in ("up_for_retry", "failed"), 60)
    log = stack.task_log("retail", run_id, "ingest")
    assert "3 of 3 rows can't be loaded, more than the 1 % that it permits" in log
    assert "bad.csv:2, row 1: Quantity: 'many' is not of the type integer" in log
    assert stack.staging.value("select count(*) from staging_layer.raw_online_retail") == rows
    stack.send("PATCH", f"/dags/retail/dagRuns/{run_id}", {"state": "failed"})


@pytest.mark.skipif("not config.getoption('real_data')", reason="the whole file takes --real-data")
@pytest.mark.skipif(not REAL_DATA.exists(), reason="there is no ../shared/data/online+retail.zip")
def test_the_whole_file_of_uci_reconciles_to_the_penny(stack: AirflowStack) -> None:
    run_id = stack.trigger("retail", data=str(REAL_DATA), full_refresh=True)
    state = stack.wait_for_run("retail", run_id, 900)
    print_times("The whole file of UCI, on two servers", stack.tasks("retail", run_id))
    assert state == "success", stack.states("retail", run_id)
    expect_layers_apart(stack)
    assert stack.olap.query(
        """select count(*), sum(total_amount)::text, sum(quantity), count(distinct invoice_no),
               count(*) filter (where is_cancellation), (sum(total_amount) filter (where is_cancellation))::text
           from olap_layer.fact_transactions"""
    ) == [(541_909, "9747747.934", 5_176_450, 25_900, 9_288, "-896812.49")]
    assert stack.olap.query(
        """select (select count(*) from olap_layer.dim_product), (select count(*) from olap_layer.dim_customer),
               (select count(*) from olap_layer.dim_country), (select count(*) from olap_layer.dim_date),
               (select count(*) from olap_layer.dim_date where has_sales)"""
    ) == [(3_958, 4_373, 38, 374, 305)]
    november = "select line_count, net_revenue::text from olap_layer.monthly_revenue where month_start = '2011-11-01'"
    assert stack.olap.query(november) == [(84_711, "1461756.25")]
