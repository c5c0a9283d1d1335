"""The message of a task that failed: what a person needs who reads it in an e-mail or a chat, without the log."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Sequence
from typing import Any

from .process import Outcome
from .results import NodeResult

# Chats and e-mails get the first failures; the log has all.
_MOST = 10

# Errors of these kinds are the same the next time: tdbt was called wrongly, or the project is wrong.
_LASTING = {"Compilation", "Parsing", "Project", "Profile", "Dependency", "Usage"}


def is_lasting(outcome: Outcome) -> bool:
    """Whether trying again can't help. A lost database and an interrupt can be over; a parse error is not."""
    if outcome.exit_code != 2 or _was_interrupted(outcome):
        return False
    kinds = {error.get("kind") for event in outcome.events for error in _errors(event)}
    # What tdbt does not put into JSON is said before it has read how to log: a wrong command line.
    return kinds <= _LASTING if kinds else bool(outcome.text)


def failure_message(command: str, outcome: Outcome, results: Sequence[NodeResult], folder: str) -> str:
    """Says what failed, where, and what can be done; then where the files of the run are."""
    failed = sum(result["status"] in ("error", "fail", "runtime error") for result in results)
    lines = [_head(command, outcome, failed, len(results))]
    # An error is told where it happens, and again at the end.
    details = list(dict.fromkeys(_details(outcome))) or outcome.text
    lines += details[:_MOST]
    if len(details) > _MOST:
        lines.append(f"and {len(details) - _MOST} more: see the log")
    lines.append(f"Files of this try: {folder}")
    return "\n".join(lines)


def _head(command: str, outcome: Outcome, failed: int, total: int) -> str:
    code = outcome.exit_code
    if code < 0:
        name = signal.Signals(-code).name
        hint = " (was there too little memory?)" if name == "SIGKILL" else ""
        return f"tdbt {command} was ended by {name}{hint}"
    if _was_interrupted(outcome):
        return f"tdbt {command} was interrupted"
    if failed:
        return f"tdbt {command} failed: {failed} of {total}"
    return f"tdbt {command} failed with exit code {code}"


def _details(outcome: Outcome) -> Iterable[str]:
    for event in outcome.events:
        if event["info"].get("level") != "error":
            continue
        errors = _errors(event)
        data = event.get("data", {})
        node = data.get("node_info") or {}
        label = " ".join(filter(None, [node.get("resource_type"), node.get("node_name")]))
        if errors:
            yield from (_error(label, error) for error in errors)
        elif event["info"].get("name") == "RunResultError":
            place = f" ({node['node_path']})" if node.get("node_path") else ""
            query = f"\n  its query: {data['compiled_path']}" if data.get("compiled_path") else ""
            yield f"{label}: {str(data.get('msg', '')).strip()}{place}{query}"


def _error(label: str, error: dict[str, Any]) -> str:
    place = ":".join(str(error[key]) for key in ("file", "line", "column") if error.get(key) is not None)
    text = f"{label}: {error['message']}" if label else str(error["message"])
    if place:
        text += f" ({place})"
    if error.get("hint"):
        text += f"\n  hint: {error['hint']}"
    return text


def _errors(event: dict[str, Any]) -> list[dict[str, Any]]:
    errors = event.get("data", {}).get("errors")
    return errors if isinstance(errors, list) else []


def _was_interrupted(outcome: Outcome) -> bool:
    return any(event.get("data", {}).get("keyboard_interrupt") for event in outcome.events)
