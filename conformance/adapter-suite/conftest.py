"""What the suite's projects are made with, and tdbt in the place of dbt where SUITE_EXECUTABLE names it.

The server is the one that the suite's own fixtures look for: POSTGRES_TEST_PORT, _USER, _PASS and _DATABASE.
"""

import json
import os
import secrets
from argparse import Namespace
from pathlib import Path

import dbt.cli.main
import dbt.tests.util
import executable
import pytest
from dbt.flags import set_from_args

# The suite's fixtures render a profile before any command has set dbt's flags.
set_from_args(Namespace(), None)

pytest_plugins = ["dbt.tests.fixtures.project"]

if executable.executable is not None:
    dbt.cli.main.dbtRunner.invoke = executable.invoke
    dbt.tests.util.get_manifest = executable.get_manifest


@pytest.fixture(scope="class")
def prefix():
    """Shorter than the suite's own, by which some names of schemas would be longer than Postgres keeps."""
    return f"test{secrets.randbelow(10**9):09}"


@pytest.fixture(scope="module")
def test_data_dir(tmp_path_factory):
    """A folder for what tests make, away from their files; they make it themselves."""
    return tmp_path_factory.mktemp("data") / "files"


def pytest_terminal_summary(terminalreporter):
    """Writes what became of each test to the file that SUITE_OUTCOMES names."""
    path = os.environ.get("SUITE_OUTCOMES")
    if path is None:
        return
    outcomes = [
        {"test": name(report), "outcome": outcome, "message": message(report)}
        for outcome in ("passed", "failed", "error", "skipped")
        for report in terminalreporter.stats.get(outcome, [])
    ]
    Path(path).write_text(json.dumps(outcomes))


def name(report):
    """The id of a test without the folder, which goes by where pytest was called."""
    path, _, test = report.nodeid.partition("::")
    return f"{Path(path).name}::{test}"


def message(report):
    crash = getattr(report.longrepr, "reprcrash", None)
    return None if crash is None else crash.message
