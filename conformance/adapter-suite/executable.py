"""Another executable in the place of dbt: takes dbt's arguments, gives the results that dbt's tests look at.

dbt-tests-adapter calls dbt at one place, ``dbt.cli.main.dbtRunner.invoke``. ``invoke`` here has the same shape, but
calls the executable that the variable SUITE_EXECUTABLE names (a JSON list of words), and makes the result of its exit
code, of what it prints and of the artifacts that it writes.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import agate
import dbt_common.events.functions as events
from dbt.artifacts.schemas.catalog import CatalogArtifact
from dbt.artifacts.schemas.freshness import FreshnessExecutionResultArtifact
from dbt.artifacts.schemas.manifest import WritableManifest
from dbt.artifacts.schemas.run import RunExecutionResult, RunResult, RunResultOutput
from dbt.cli.exceptions import DbtUsageException
from dbt.cli.main import dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt.exceptions import ParsingError
from dbt_common.exceptions import CompilationError, DbtDatabaseError, DbtRuntimeError

executable = json.loads(os.environ.get("SUITE_EXECUTABLE", "null"))

exceptions = {
    "Compilation": CompilationError,
    "Parsing": ParsingError,
    "Database": DbtDatabaseError,
    "Runtime": DbtRuntimeError,
    "Usage": DbtUsageException,
}

# The line that begins the message of an error, at the left edge or behind a time.
category = re.compile(r"^(?:\d\d:\d\d:\d\d  )?(Compilation|Parsing|Database|Runtime|Usage) Error\b.*$", re.M)

commands_of_nodes = {"build", "run", "test", "seed", "snapshot", "compile", "show", "retry", "clone", "run-operation"}


def invoke(_runner, args, **kwargs):
    """dbtRunner.invoke of the executable."""
    words = [str(word) for word in args]
    for name, value in kwargs.items():
        words += [f"--{name.replace('_', '-')}", str(value)]
    command = command_of(words)
    if command == "show":
        # The table that dbt returns is read back from JSON.
        words += ["--output", "json"]
    target = target_folder(words)
    before = written_at(target / "run_results.json")
    done = subprocess.run([*executable, *words], capture_output=True, text=True, check=False)
    emit(done.stdout)
    sys.stderr.write(done.stderr)
    if done.returncode not in (0, 1):
        return dbtRunnerResult(success=False, exception=exception_of(done.stdout + done.stderr))
    has_results = written_at(target / "run_results.json") != before
    return dbtRunnerResult(
        success=done.returncode == 0, result=result_of(command, words, target, has_results, done.stdout)
    )


def emit(text):
    print(text, end="")
    if events.CAPTURE_STREAM is not None:
        events.CAPTURE_STREAM.write(text)


def command_of(words):
    """The first word that is no flag and no flag's value; two words for ``docs`` and ``source``."""
    for index, word in enumerate(words):
        if word in ("docs", "source"):
            return " ".join(words[index : index + 2])
        if word in commands_of_nodes or word in ("ls", "list", "parse", "debug", "clean", "deps", "init"):
            return word
    return words[0] if words else ""


def option(words, name):
    """The last value of a flag."""
    values = [words[index + 1] for index, word in enumerate(words[:-1]) if word == name]
    values += [word.split("=", 1)[1] for word in words if word.startswith(f"{name}=")]
    return values[-1] if values else None


def target_folder(words):
    project = Path(option(words, "--project-dir") or ".")
    return project / (option(words, "--target-path") or os.environ.get("DBT_TARGET_PATH") or "target")


def written_at(path):
    return path.stat().st_mtime_ns if path.exists() else None


def exception_of(output):
    found = category.search(output)
    if found is None:
        return DbtUsageException(output.strip())
    message = output[found.start() :].strip()
    kind = exceptions[found[1]]
    return kind(message)


def result_of(command, words, target, has_results, stdout):
    if command in ("ls", "list"):
        return [line for line in stdout.splitlines() if line and not re.match(r"\d\d:\d\d:\d\d  ", line)]
    if command == "parse":
        return read_manifest(target)
    if command == "docs generate":
        return CatalogArtifact.from_dict(json.loads((target / "catalog.json").read_text()))
    if command == "source freshness":
        return FreshnessExecutionResultArtifact.from_dict(json.loads((target / "sources.json").read_text()))
    if command == "show":
        return shown(words, stdout)
    if command in commands_of_nodes:
        return execution_result(target) if has_results else None
    return None


def read_manifest(target):
    path = Path(target) / "manifest.json"
    if not path.exists():
        return None
    return Manifest.from_writable_manifest(WritableManifest.from_dict(json.loads(path.read_text())))


def execution_result(target):
    written = json.loads((target / "run_results.json").read_text())
    manifest = read_manifest(target)
    known = {**manifest.nodes, **manifest.sources, **manifest.unit_tests, **manifest.exposures}
    results = []
    for entry in written["results"]:
        output = RunResultOutput.from_dict(entry)
        node = known.get(output.unique_id) or SimpleNamespace(
            unique_id=output.unique_id, name=output.unique_id.split(".")[-1]
        )
        # The manifest is written before nodes are compiled.
        if output.compiled_code is not None:
            node.compiled_code = output.compiled_code
        results.append(
            RunResult(
                node=node,
                status=output.status,
                timing=output.timing,
                thread_id=output.thread_id,
                execution_time=output.execution_time,
                message=output.message,
                failures=output.failures,
                adapter_response=output.adapter_response,
                batch_results=output.batch_results,
            )
        )
    return RunExecutionResult(results=results, elapsed_time=written["elapsed_time"], args=written["args"])


def shown(words, stdout):
    """What `show` gives: its rows. The SQL that it ran stands in no file."""
    rows = json.loads(stdout[stdout.index("{") :])["show"]
    limit = int(option(words, "--limit") or 5)
    table = agate.Table.from_object(rows) if rows else agate.Table([], [])
    node = SimpleNamespace(compiled_code="")
    return SimpleNamespace(results=[SimpleNamespace(node=node, agate_table=table)], args={"limit": limit})


def get_manifest(project_root):
    """dbt.tests.util.get_manifest, which reads a file that dbt alone writes."""
    return read_manifest(Path(project_root) / "target")
