"""What a task group needs of manifest.json: the nodes that become tasks, their tests, and who waits for whom."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

_BUILT = {"model", "seed", "snapshot"}


@dataclass(frozen=True)
class Node:
    """A model, seed, snapshot, source or test of the manifest."""

    unique_id: str
    resource_type: str
    name: str
    package: str
    path: str
    fqn: tuple[str, ...]
    tags: tuple[str, ...]
    parents: tuple[str, ...]
    is_built: bool
    """Whether a command builds it: an ephemeral model is part of what reads it."""
    airflow: Mapping[str, Any]
    """`meta.airflow` of its config: arguments for its tasks."""
    version: str | None = None


@dataclass
class Plan:
    """Which nodes become tasks, in topological order, and what each waits for, all by unique_id."""

    nodes: list[Node] = field(default_factory=list)
    parents: dict[str, list[str]] = field(default_factory=dict)
    """The nodes of the plan that a node reads, through ephemeral models and nodes that were left out."""
    own_tests: dict[str, list[Node]] = field(default_factory=dict)
    """The tests that read this node alone; what reads the node waits for them."""
    other_tests: list[tuple[list[Node], list[str], list[str]]] = field(default_factory=list)
    """Tests of several nodes, of sources and of ephemeral models: the tests of one task, the nodes that they wait
    for, and those that wait for them."""
    ambiguous: set[tuple[str, ...]] = field(default_factory=set)
    """The fqns that begin another one's, which `fqn:` would select too."""
    hooks: set[str] = field(default_factory=set)
    """`on-run-start`, `on-run-end`: those that the project has."""


Selector = Callable[[Node], bool]


def read_manifest(file: Path) -> dict[str, Any]:
    """Raises FileNotFoundError with what to do where there is none."""
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"There is no manifest {file}: make it with `tdbt parse`, and deploy it with the DAG."
        ) from None
    manifest: dict[str, Any] = json.loads(text)
    return manifest


def make_plan(manifest: Mapping[str, Any], is_selected: Selector) -> Plan:
    """Lays out the tasks. A test is taken with the nodes that it reads: at least one is selected, and the others are
    selected or upstream of one (dbt's `buildable`); tests of sources are taken where nothing is left out."""
    graph = _read(manifest)
    order = _topological(graph)
    chosen = {node_id for node_id in order if graph[node_id].is_built and is_selected(graph[node_id])}
    plan = Plan(
        nodes=[graph[node_id] for node_id in order if node_id in chosen],
        ambiguous={node.fqn[:length] for node in graph.values() for length in range(2, len(node.fqn))},
        hooks=_hooks(manifest),
    )
    nearest = _nearest(graph, order, chosen)
    for node in plan.nodes:
        plan.parents[node.unique_id] = sorted({p for parent in node.parents for p in nearest.get(parent, ())})
    is_all = len(chosen) == sum(node.is_built for node in graph.values())
    _add_tests(plan, graph, order, nearest, chosen, is_all)
    return plan


def _read(manifest: Mapping[str, Any]) -> dict[str, Node]:
    nodes = {
        unique_id: _node(unique_id, node)
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in _BUILT or node["resource_type"] == "test"
    }
    for unique_id, source in manifest.get("sources", {}).items():
        nodes[unique_id] = _node(unique_id, source)
    return nodes


def _node(unique_id: str, node: Mapping[str, Any]) -> Node:
    kind = node["resource_type"]
    config = node.get("config") or {}
    version = node.get("version")
    return Node(
        unique_id=unique_id,
        resource_type=kind,
        name=node["name"] if kind != "source" else f"{node['source_name']}_{node['name']}",
        package=node["package_name"],
        path=node["original_file_path"],
        fqn=tuple(node["fqn"]),
        tags=tuple(node.get("tags") or ()),
        parents=tuple((node.get("depends_on") or {}).get("nodes") or ()),
        is_built=kind in _BUILT and config.get("materialized") != "ephemeral",
        airflow=(config.get("meta") or node.get("meta") or {}).get("airflow") or {},
        version=None if version is None else str(version),
    )


def _hooks(manifest: Mapping[str, Any]) -> set[str]:
    operations = (node for node in manifest["nodes"].values() if node["resource_type"] == "operation")
    return {tag for node in operations for tag in node["tags"] if tag in ("on-run-start", "on-run-end")}


def _topological(graph: Mapping[str, Node]) -> list[str]:
    """All but tests, parents first; ties in the order of the ids, so that a DAG is the same each time."""
    waiting = {
        node_id: sum(parent in graph for parent in set(node.parents))
        for node_id, node in sorted(graph.items())
        if node.resource_type != "test"
    }
    children = _children(graph, waiting)
    order = [node_id for node_id, count in waiting.items() if count == 0]
    for node_id in order:
        for child in children[node_id]:
            waiting[child] -= 1
            if waiting[child] == 0:
                order.append(child)
    return order


def _children(graph: Mapping[str, Node], among: Iterable[str]) -> dict[str, list[str]]:
    children: dict[str, list[str]] = defaultdict(list)
    for node_id in among:
        for parent in dict.fromkeys(graph[node_id].parents):
            children[parent].append(node_id)
    return children


def _nearest(graph: Mapping[str, Node], order: Sequence[str], chosen: set[str]) -> dict[str, frozenset[str]]:
    """For each node the tasks that stand for it: its own, or those of the nearest nodes upstream that have one."""
    nearest: dict[str, frozenset[str]] = {}
    for node_id in order:
        if node_id in chosen:
            nearest[node_id] = frozenset((node_id,))
        else:
            parents = (nearest[parent] for parent in graph[node_id].parents if parent in nearest)
            nearest[node_id] = frozenset().union(*parents)
    return nearest


def _add_tests(
    plan: Plan,
    graph: Mapping[str, Node],
    order: Sequence[str],
    nearest: Mapping[str, frozenset[str]],
    chosen: set[str],
    is_all: bool,
) -> None:
    groups: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for _, node in sorted(graph.items()):
        if node.resource_type == "test":
            groups[tuple(sorted({parent for parent in node.parents if parent in graph}))].append(node)
    several = {read: tests for read, tests in groups.items() if not (len(read) == 1 and read[0] in chosen)}
    upstream = _upstream(graph, order, {parent for read in several for parent in read})
    wanted = set() if is_all else _ancestors(graph, chosen)
    children = _children(graph, order)
    for read, tests in groups.items():
        if read not in several:
            plan.own_tests[read[0]] = tests
            continue
        if not is_all and not (chosen.intersection(read) and wanted.issuperset(read)):
            continue
        parents = sorted({parent for node_id in read for parent in nearest[node_id]})
        readers = _first_readers(read, upstream, children, chosen)
        # Tests of a source or of an ephemeral model run together, others alone: each has a name of its own.
        parts = [tests] if len(read) == 1 else [[test] for test in tests]
        plan.other_tests += [(part, parents, readers) for part in parts]


def _ancestors(graph: Mapping[str, Node], chosen: set[str]) -> set[str]:
    found = set(chosen)
    open_ids = list(chosen)
    while open_ids:
        for parent in graph[open_ids.pop()].parents:
            if parent in graph and parent not in found:
                found.add(parent)
                open_ids.append(parent)
    return found


def _upstream(graph: Mapping[str, Node], order: Sequence[str], tracked: set[str]) -> dict[str, int]:
    """For each node the tracked ones upstream of it or itself, a bit each."""
    bits = {node_id: 1 << number for number, node_id in enumerate(sorted(tracked))}
    upstream: dict[str, int] = {}
    for node_id in order:
        found = bits.get(node_id, 0)
        for parent in graph[node_id].parents:
            found |= upstream.get(parent, 0)
        upstream[node_id] = found
    return upstream


def _first_readers(
    read: Sequence[str],
    upstream: Mapping[str, int],
    children: Mapping[str, Sequence[str]],
    chosen: set[str],
) -> list[str]:
    """The first tasks that have all of several nodes upstream. dbt's rule for `build`: whatever is no test waits for
    a test if everything that the test reads is upstream of it. So no cycle can come about."""
    if not read:
        return []
    mask = 0
    for node_id in read:
        mask |= upstream[node_id]
    seen = set()
    readers = []
    open_ids = list(children.get(read[0], ()))
    while open_ids:
        node_id = open_ids.pop()
        if node_id in seen:
            continue
        seen.add(node_id)
        if node_id in chosen and node_id not in read and upstream[node_id] & mask == mask:
            readers.append(node_id)
        else:
            open_ids += children.get(node_id, ())
    return sorted(readers)


def make_selector(select: Sequence[str], exclude: Sequence[str]) -> Selector:
    """Raises ValueError for what can't be answered from the manifest alone, such as graph operators."""
    taken = [_criterion(word) for word in select]
    left_out = [_criterion(word) for word in exclude]

    def is_selected(node: Node) -> bool:
        if taken and not any(fits(node) for fits in taken):
            return False
        return not any(fits(node) for fits in left_out)

    return is_selected


def _criterion(word: str) -> Selector:
    method, _, value = word.rpartition(":")
    path = value.rstrip("/")
    methods: dict[str, Selector] = {
        "": lambda node: fnmatchcase(node.name, value),
        "tag": lambda node: value in node.tags,
        "package": lambda node: node.package == value,
        "path": lambda node: fnmatchcase(node.path, path) or node.path.startswith(f"{path}/"),
    }
    if method not in methods or not value or set("+@,") & set(word):
        raise ValueError(
            f"{word!r} is no selection for a task group: name, tag:x, path:models/x and package:x are. "
            "All of dbt's selections can be given to a run, as its param `select`."
        )
    return methods[method]
