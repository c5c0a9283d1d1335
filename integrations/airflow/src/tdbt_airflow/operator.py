"""The operator that runs one command of tdbt."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from .airflow_versions import (
    AirflowException,
    AirflowFailException,
    BaseOperator,
    BaseOperatorLink,
    Context,
    TaskInstanceKey,
    mask_secret,
)
from .failure import failure_message, is_lasting
from .process import Child, Outcome
from .results import NodeResult, read_results


class DocsLink(BaseOperatorLink):
    """The button of a task that leads to `docs_url`."""

    name: ClassVar[str] = "Docs"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:  # noqa: ARG002
        return str(getattr(operator, "docs_url", None) or "")


class TdbtOperator(BaseOperator):
    """Runs a command of tdbt: its lines go to the task's log as they come, its results to XCom (`return_value`).

    A command that fails fails the task with a message that says which node failed, where and why. What trying again
    can't help (a project that does not parse, a wrong flag) is not tried again, whatever `retries` says.

    :param command: the command and its flags: `["build", "--threads", "8"]`, or `"build --threads 8"`
    :param project_dir: the folder of dbt_project.yml
    :param target: the target of the profile
    :param profiles_dir: the folder of profiles.yml; tdbt looks in the project and in ~/.dbt unless told
    :param vars: the project's vars for this run. They stand on the command line: no secrets here.
    :param select: what `--select` takes, a list or words in one text
    :param exclude: what `--exclude` takes, likewise
    :param full_refresh: adds `--full-refresh`; a template's "True" will do
    :param env: variables for tdbt beside those of the worker; templates are filled in, and nothing shows them
    :param tdbt: the program: a name, a path, or a list like `["node", "/opt/tdbt/packages/cli/bin/tdbt.js"]`
    :param run_folder: where each try gets a folder for its target and its logs; `target/airflow` of the project
        unless told
    :param docs_url: where the task's button `Docs` leads
    """

    template_fields: Sequence[str] = (
        "command",
        "project_dir",
        "target",
        "profiles_dir",
        "vars",
        "select",
        "exclude",
        "full_refresh",
        "run_folder",
        "docs_url",
    )
    template_fields_renderers: ClassVar[dict[str, str]] = {"command": "py", "vars": "json"}
    ui_color = "#e8f1f5"

    def __init__(
        self,
        *,
        command: str | Sequence[str],
        project_dir: str | Path,
        target: str | None = None,
        profiles_dir: str | Path | None = None,
        vars: Mapping[str, Any] | None = None,  # noqa: A002
        select: str | Sequence[str] = (),
        exclude: str | Sequence[str] = (),
        full_refresh: bool | str = False,
        env: Mapping[str, str] | None = None,
        tdbt: str | Sequence[str] = "tdbt",
        run_folder: str | Path | None = None,
        docs_url: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.command = command if isinstance(command, str) else list(command)
        self.project_dir = str(project_dir)
        self.target = target
        self.profiles_dir = None if profiles_dir is None else str(profiles_dir)
        self.vars = None if vars is None else dict(vars)
        self.select = select if isinstance(select, str) else list(select)
        self.exclude = exclude if isinstance(exclude, str) else list(exclude)
        self.full_refresh = full_refresh
        self.env = env
        self.tdbt = tdbt
        self.run_folder = None if run_folder is None else str(run_folder)
        self.docs_url = docs_url
        self.operator_extra_links = (DocsLink(),) if docs_url else ()
        self._child = Child()

    def execute(self, context: Context) -> list[NodeResult]:
        return self.run_command(context, self.command)

    def run_command(self, context: Context, command: str | Sequence[str]) -> list[NodeResult]:
        """Runs the command, pushes its results and gives them back; raises where it failed."""
        folder = self.try_folder(context)
        words = _words(command)
        outcome = self.call(context, words, folder)
        results = read_results(folder / "target")
        if outcome.exit_code == 0:
            return results
        # A task that raises pushes nothing by itself.
        context["ti"].xcom_push(key="return_value", value=results)
        message = failure_message(words[0], outcome, results, str(folder))
        raise (AirflowFailException if is_lasting(outcome) else AirflowException)(message)

    def call(self, context: Context, command: Sequence[str], folder: Path) -> Outcome:
        """Runs the command with the folder for its files, whatever it ends with."""
        program = shlex.split(self.tdbt) if isinstance(self.tdbt, str) else list(self.tdbt)
        arguments = [*program, *self._flags(folder), *command, *self._selection()]
        if not Path(self.project_dir).is_dir():
            raise AirflowException(f"There is no folder {self.project_dir} on this worker: see project_dir.")
        self._prepare(folder)
        self.log.info("Running %s", shlex.join(arguments))
        try:
            return self._child.run(arguments, cwd=self.project_dir, env=self._environment(context), log=self.log)
        except FileNotFoundError as error:
            raise AirflowException(
                f"There is no program {program[0]} on this worker: install tdbt, or say where it is with `tdbt`."
            ) from error

    def on_kill(self) -> None:
        self._child.stop()

    def try_folder(self, context: Context) -> Path:
        """The folder of this try of this task alone."""
        instance = context["ti"]
        names = [instance.dag_id, instance.run_id, instance.task_id]
        if instance.map_index is not None and instance.map_index >= 0:
            names.append(f"map_index={instance.map_index}")
        names.append(f"try={instance.try_number}")
        top = Path(self.run_folder) if self.run_folder else Path(self.project_dir, "target", "airflow")
        return top.absolute().joinpath(*(_file_name(name) for name in names))

    def _prepare(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Of the same try, where Airflow began it again.
            (folder / "target" / "run_results.json").unlink(missing_ok=True)
        except OSError as error:
            raise AirflowException(
                f"The folder {folder} can't be made ({error.strerror}): name another one with run_folder."
            ) from error

    def _flags(self, folder: Path) -> list[str]:
        flags = ["--log-format", "json", "--target-path", str(folder / "target")]
        flags += ["--log-path", str(folder / "logs"), "--project-dir", self.project_dir]
        if self.profiles_dir:
            flags += ["--profiles-dir", self.profiles_dir]
        if self.target:
            flags += ["--target", self.target]
        if self.vars:
            flags += ["--vars", json.dumps(self.vars)]
        return flags

    def _selection(self) -> list[str]:
        selection = ["--full-refresh"] if str(self.full_refresh).lower() == "true" else []
        for flag, words in (("--select", _words(self.select)), ("--exclude", _words(self.exclude))):
            if words:
                selection += [flag, *words]
        return selection

    def _environment(self, context: Context) -> dict[str, str]:
        # Not one of the template fields: Airflow stores and shows those as they were filled in.
        own: dict[str, str] = self.render_template(dict(self.env or {}), context)
        mask_secret(dict[str, Any](own))
        return {**os.environ, **{name: str(value) for name, value in own.items()}}


def _words(value: str | Sequence[str]) -> list[str]:
    return shlex.split(value) if isinstance(value, str) else [str(word) for word in value]


def _file_name(name: str) -> str:
    """A name of Airflow's as one of a file; what had to be changed or cut is told apart by a hash of it."""
    plain = re.sub(r"[^\w.:+=-]", "_", name, flags=re.ASCII)[:200]
    if plain == name and plain.strip("."):
        return plain
    return f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
