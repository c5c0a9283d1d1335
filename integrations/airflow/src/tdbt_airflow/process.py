"""Running tdbt as a child process whose lines go to the task's log as they come."""

from __future__ import annotations

import json
import logging
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

# Airflow's supervisor gives a task that it ends 5 seconds before it kills it.
KILL_AFTER_SECONDS = 4.0

_LEVELS = {
    "debug": logging.DEBUG,
    "test": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "error": logging.ERROR,
}


class Log(Protocol):
    """The part of a logger that is used here."""

    def log(self, level: int, event: str, /, *args: Any) -> Any: ...


@dataclass
class Outcome:
    """What there is to know of a command that has ended: `events` are its lines of warnings and errors, as tdbt logs
    them in JSON; `printed` what it printed as its result (`ls`); `text` its lines that are no JSON (a wrong flag)."""

    exit_code: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class Child:
    """One run of tdbt. `stop` may be called from a signal handler or another thread while `run` waits."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, arguments: Sequence[str], *, cwd: str, env: Mapping[str, str], log: Log) -> Outcome:
        """Runs the program to its end. Raises OSError where it can't be started."""
        outcome = Outcome()
        # A session of its own: a signal to Airflow's process group must not reach tdbt beside the one that `stop`
        # sends, since a second one ends it without cancelling anything.
        process = subprocess.Popen(  # noqa: S603
            list(arguments),
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        self._process = process
        try:
            self._follow(process, outcome, log)
        except BaseException:
            self.stop()
            self._follow(process, outcome, log)
            raise
        return outcome

    def stop(self) -> None:
        """Asks tdbt to cancel what it runs on the server and to end, and kills it if it has not after a while."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        # Not waited for here: the lines that it writes while it ends must be read, or it would wait for that.
        killer = threading.Timer(KILL_AFTER_SECONDS, process.kill)
        killer.daemon = True
        killer.start()

    def _follow(self, process: subprocess.Popen[str], outcome: Outcome, log: Log) -> None:
        assert process.stdout is not None  # noqa: S101
        for line in process.stdout:
            _take(line.rstrip("\n"), outcome, log)
        outcome.exit_code = process.wait()


def _take(line: str, outcome: Outcome, log: Log) -> None:
    event = _event(line)
    if event is None:
        if line.strip():
            outcome.text.append(line)
            log.log(logging.INFO, "%s", line)
        return
    info = event["info"]
    message = str(info.get("msg", ""))
    level = _LEVELS.get(str(info.get("level")), logging.INFO)
    if info.get("name") == "PrintEvent":
        outcome.printed.append(message)
    if level >= logging.WARNING or event.get("data", {}).get("keyboard_interrupt"):
        outcome.events.append(event)
    if message.strip():
        log.log(level, "%s", message)


def _event(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) and isinstance(value.get("info"), dict) else None
