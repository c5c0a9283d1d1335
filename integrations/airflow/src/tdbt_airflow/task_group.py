"""Turns a manifest into a task group."""

from __future__ import annotations

import gc
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .airflow_versions import DAG, BaseOperator, Param, TaskGroup
from .manifest import Node, Plan, make_plan, make_selector, read_manifest
from .node_operators import TdbtNodeOperator, TdbtRunEndOperator, TdbtRunStartOperator, TdbtSelectOperator

_COMMANDS = {"model": "run", "seed": "seed", "snapshot": "snapshot"}

# Names of tasks that stand beside those of the nodes.
_RESERVED = ("select", "on_run_start", "on_run_end")

_FULL_REFRESH = "{{ params.get('full_refresh') or False }}"


def run_params() -> dict[str, Param]:
    """The params of a run that a task group heeds, for the form of Airflow's web page: `DAG(params=run_params())`."""
    words = ["null", "string"]
    return {
        "select": Param(None, type=words, description="Nodes to run, as dbt's --select names them; else all"),
        "exclude": Param(None, type=words, description="Nodes to leave out, as dbt's --exclude names them"),
        "full_refresh": Param(
            False, type="boolean", description="Build incremental models and seeds anew (--full-refresh)"
        ),
    }


def tdbt_task_group(
    project_dir: str | Path,
    *,
    manifest: str | Path | None = None,
    group_id: str = "tdbt",
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    selection: bool = True,
    target: str | None = None,
    profiles_dir: str | Path | None = None,
    vars: Mapping[str, Any] | None = None,  # noqa: A002
    env: Mapping[str, str] | None = None,
    tdbt: str | Sequence[str] = "tdbt",
    run_folder: str | Path | None = None,
    docs_url: str | None = None,
    operator_args: Mapping[str, Any] | None = None,
) -> TaskGroup:
    """A task per model, seed and snapshot, followed by its tests, with the dependencies of the project's graph.

    Reads one file, the manifest that `tdbt parse` wrote, and runs nothing: a DAG's file stays quick to import.

    :param project_dir: the folder of dbt_project.yml, on the workers
    :param manifest: the manifest's file; target/manifest.json of the project unless told
    :param group_id: the name of the task group
    :param select: the nodes that become tasks: names (`stg_*`), `tag:x`, `path:models/x`, `package:x`
    :param exclude: nodes that don't, likewise
    :param selection: whether a run may choose nodes by its params `select` and `exclude` (see `run_params`): a first
        task `select` finds out what they mean
    :param target: as those that follow, what `TdbtOperator` takes under this name, for all tasks
    :param docs_url: the address of the project's docs; the button `Docs` of a task leads to its node there
    :param operator_args: what all tasks get: `retries`, `pool`, `on_failure_callback` ... A node's own come from
        `meta.airflow` of its config.
    :raises FileNotFoundError: where there is no manifest
    :raises ValueError: for a selection that a task group doesn't know, and for meta.airflow that no task takes
    """
    file = Path(manifest) if manifest is not None else Path(project_dir, "target", "manifest.json")
    shared: dict[str, Any] = {
        "project_dir": project_dir,
        "target": target,
        "profiles_dir": profiles_dir,
        "vars": vars,
        "env": env,
        "tdbt": tdbt,
        "run_folder": run_folder,
        "docs_url": docs_url,
        **(operator_args or {}),
    }
    with _collector_paused():
        plan = make_plan(read_manifest(file), make_selector(select, exclude))
        with TaskGroup(group_id=group_id) as group, _params_left_with(group.dag):
            _Builder(plan, shared, selection).build()
    return group


@contextmanager
def _params_left_with(dag: DAG) -> Iterator[None]:
    """A task knows the params of its DAG at run time, but would copy them all when it is made, once for each class
    that it is of: a fifth of the time."""
    params = dag.params
    dag.params = type(params)()
    try:
        yield
    finally:
        dag.params = params


@contextmanager
def _collector_paused() -> Iterator[None]:
    """All that is made here stays; looking for garbage in it takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Builder:
    """Makes the tasks of one group: `runs` and `last` are a node's first and last task, by its unique_id."""

    def __init__(self, plan: Plan, shared: Mapping[str, Any], selection: bool) -> None:
        self.plan = plan
        self.shared = dict(shared)
        self.docs_url = self.shared.pop("docs_url")
        self.selection = TdbtSelectOperator(task_id="select", **self.shared) if selection else None
        self.hook_flags = ["--no-run-hooks"] if plan.hooks else []
        self.runs: dict[str, BaseOperator] = {}
        self.last: dict[str, BaseOperator] = {}
        self.nodes_of_tasks: dict[str, list[str]] = {}

    def build(self) -> None:
        names = _names([*self.plan.nodes, *(part[0] for part, _, _ in self.plan.other_tests)])
        for node in self.plan.nodes:
            self._add_node(node, names[node.unique_id])
        for node in self.plan.nodes:
            _wait(self.runs[node.unique_id], [self.last[parent] for parent in self.plan.parents[node.unique_id]])
        tests = []
        for part, parents, readers in self.plan.other_tests:
            task = self._test_task(names[part[0].unique_id], part)
            _wait(task, [self.runs[parent] for parent in parents])
            for reader in readers:
                _wait(self.runs[reader], [task])
            tests.append(task)
        first = self._add_start()
        if first is not None:
            for task in [*self.runs.values(), *tests]:
                if not task.upstream_task_ids:
                    _wait(task, [first])
        if "on-run-end" in self.plan.hooks:
            self._add_end([*self.last.values(), *tests])
        if self.selection is not None:
            self.selection.nodes_of_tasks = self.nodes_of_tasks

    def _add_node(self, node: Node, name: str) -> None:
        tests = self.plan.own_tests.get(node.unique_id)
        command = _COMMANDS[node.resource_type]
        with TaskGroup(group_id=name):
            run = self._task(
                command,
                node,
                {node.unique_id: self._selection_of(node)},
                command=[command, *self.hook_flags],
                full_refresh=_FULL_REFRESH if node.resource_type != "snapshot" else False,
            )
            self.runs[node.unique_id] = self.last[node.unique_id] = run
            if tests:
                test = self._test_task("test", tests, owner=node)
                _wait(test, [run])
                self.last[node.unique_id] = test

    def _test_task(self, task_id: str, tests: Sequence[Node], owner: Node | None = None) -> BaseOperator:
        return self._task(
            task_id,
            owner or tests[0],
            {test.unique_id: self._selection_of(test) for test in tests},
            command=["test", *self.hook_flags],
        )

    def _task(self, task_id: str, node: Node, nodes: Mapping[str, str], **arguments: Any) -> BaseOperator:
        docs = None if self.docs_url is None else _docs_page(self.docs_url, node)
        try:
            task = TdbtNodeOperator(
                task_id=task_id,
                **{
                    "trigger_rule": self._rule(),
                    "docs_url": docs,
                    **self.shared,
                    **arguments,
                    **node.airflow,
                },
            )
        except Exception as error:
            if not node.airflow:
                raise
            raise ValueError(f"meta.airflow of {node.unique_id} ({node.path}): {error}") from error
        task.nodes = nodes
        task.select_task_id = None if self.selection is None else self.selection.task_id
        self.nodes_of_tasks[task.task_id] = list(nodes)
        return task

    def _rule(self) -> str:
        # What follows a node that wasn't selected runs; what follows one that failed does not.
        return "all_success" if self.selection is None else "none_failed"

    def _selection_of(self, node: Node) -> str:
        selection = f"fqn:{'.'.join(node.fqn)}"
        return f"{selection},path:{node.path}" if node.fqn in self.plan.ambiguous else selection

    def _add_start(self) -> BaseOperator | None:
        """The task that all others wait for, if there is one."""
        if "on-run-start" not in self.plan.hooks:
            return self.selection
        start = TdbtRunStartOperator(task_id="on_run_start", docs_url=self.docs_url, **self.shared)
        if self.selection is not None:
            _wait(start, [self.selection])
        return start

    def _add_end(self, tasks: Sequence[BaseOperator]) -> None:
        end = TdbtRunEndOperator(
            task_id="on_run_end",
            **{"docs_url": self.docs_url, **self.shared, "trigger_rule": "all_done"},
        )
        end.nodes_of_tasks = self.nodes_of_tasks
        _wait(end, tasks)


def _wait(task: BaseOperator, upstream: Iterable[BaseOperator]) -> None:
    """What `set_upstream` comes to. That hashes the DAG, with the list of all of its tasks, for each edge: a quarter of
    the time for a thousand models, and it grows with their square."""
    for other in upstream:
        task.upstream_task_ids.add(other.task_id)
        other.downstream_task_ids.add(task.task_id)


def _docs_page(docs_url: str, node: Node) -> str:
    return f"{docs_url.rstrip('/')}/#!/{node.resource_type}/{node.unique_id}"


def _names(nodes: Sequence[Node]) -> dict[str, str]:
    """A name for each, a valid part of a task's id: the node's own, with its package before it where another has the
    same, and with a hash of its unique_id where that is not enough."""
    plain = {node.unique_id: _plain_name(node) for node in nodes}
    taken = Counter([*plain.values(), *_RESERVED])
    longer = {
        node.unique_id: plain[node.unique_id]
        if taken[plain[node.unique_id]] == 1
        else f"{_valid(node.package)}_{plain[node.unique_id]}"
        for node in nodes
    }
    taken = Counter([*longer.values(), *_RESERVED])
    return {unique_id: name if taken[name] == 1 else f"{name}_{_hash(unique_id)}" for unique_id, name in longer.items()}


def _plain_name(node: Node) -> str:
    name = f"{node.name}_v{node.version}" if node.version is not None else node.name
    if node.resource_type == "test" and len(node.parents) == 1:
        # The tests of a source or of an ephemeral model: one task, called after what they test.
        name = "_".join([*node.parents[0].split(".")[2:], "test"])
    valid = _valid(name)
    return valid if len(valid) <= 100 else f"{valid[:91]}_{_hash(node.unique_id)}"


def _valid(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
