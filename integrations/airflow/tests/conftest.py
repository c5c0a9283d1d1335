"""A real Airflow with a database of its own, the program of this repository, and a Postgres for the projects."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

# Read when Airflow is imported.
_home = tempfile.mkdtemp(prefix="tdbt-airflow-")
os.environ |= {
    "AIRFLOW_HOME": _home,
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DAGS_FOLDER": f"{_home}/dags",
    "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{_home}/airflow.db",
}
# A variable of the machine must not choose another target or folder.
for _name in [name for name in os.environ if name.startswith("DBT_")]:
    del os.environ[_name]

from lab import TDBT, Lab  # noqa: E402


def pytest_unconfigure() -> None:
    shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture(scope="session")
def airflow_home() -> Path:
    from airflow.utils.db import initdb

    Path(_home, "dags").mkdir()
    initdb()
    return Path(_home)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The profile's lines of an embedded Postgres that all projects of the tests share, each in a schema of its own."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "dbt_project.yml").write_text("name: server\nversion: '1.0'\n")

    def tdbt(*arguments: str) -> str:
        done = subprocess.run([*TDBT, "server", *arguments], cwd=folder, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    tdbt("start")
    try:
        url = urlsplit(tdbt("url"))
        query = parse_qs(url.query)
        yield f"host: {query['host'][0]}, port: {query['port'][0]}, user: {url.username}, dbname: {url.path[1:]}"
    finally:
        tdbt("stop")


@pytest.fixture
def lab(airflow_home: Path, server: str, tmp_path: Path) -> Iterator[Lab]:
    made = Lab(airflow_home, server, tmp_path)
    yield made
    made.close()


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What was logged since it was asked last."""

    def read() -> str:
        out, err = capfd.readouterr()
        return out + err

    return read
