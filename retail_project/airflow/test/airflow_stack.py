"""Airflow as docker-compose.yml runs it, without Docker: the same commands and environment, with the containers' names
and folders replaced by the loopback and by folders of the test."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from compose_file import compose_services, dot_env
from postgres_servers import Server, start_server

_LONG_SERVICES = ["airflow_webserver", "airflow-scheduler", "airflow-dag-processor"]
_OVER = {"success", "failed"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class AirflowStack:
    """The whole stack in a folder: three servers, a copy of the retail project, and Airflow's services."""

    def __init__(self, repository: Path, folder: Path, programs: Sequence[Path]) -> None:
        self.folder = folder
        self.project = folder / "retail_project"
        self.home = folder / "airflow"
        # The servers of tdbt have a user `tdbt` of their own.
        users = {"STAGING_DB_USER": "loader", "OLAP_DB_USER": "transformer"}
        self.variables = dot_env(repository, folder / "env") | users
        self.services = compose_services(repository, self.variables)
        self.web = f"http://127.0.0.1:{free_port()}"
        self._path = os.pathsep.join([*map(str, programs), os.environ["PATH"]])
        self._program = [str(programs[-1] / "tdbt")]
        self._processes: list[subprocess.Popen[bytes]] = []
        self._health_port = free_port()
        self._token = ""
        self.servers: dict[str, Server] = {}
        left_out = shutil.ignore_patterns("target", "logs", ".tdbt", "__pycache__", ".pytest_cache")
        shutil.copytree(repository / "retail_project", self.project, ignore=left_out)
        self.home.mkdir()

    @property
    def staging(self) -> Server:
        return self.servers["staging_layer_db"]

    @property
    def olap(self) -> Server:
        return self.servers["olap_layer_db"]

    def start_servers(self) -> None:
        """Starts the databases, as `docker compose up` does first."""
        for name, service in self.services.items():
            if name.endswith("_db"):
                self.servers[name] = start_server(self._program, self.folder / name, service["environment"])

    def start_airflow(self) -> None:
        """Starts the rest, in the order of `depends_on`."""
        self.tdbt(*self.services["tdbt"]["command"])
        self.run(self.services["airflow-init"]["command"], "airflow-init")
        for name in _LONG_SERVICES:
            self._start(name)
            if name == "airflow_webserver":
                self.wait_for("Airflow's API", self._answers, 120)
        self._token = self._log_in()
        self.wait_for("the DAG", lambda: self.get("/dags/retail") is not None, 120)

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        for server in self.servers.values():
            server.stop()

    def environment(self, service: str) -> dict[str, str]:
        """What the service's program sees of its environment."""
        own = {
            name: self._here(value)
            for name, value in self.services[service]["environment"].items()
            if value is not None
        }
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AIRFLOW", "DBT_", "PG", "RETAIL_"))
        }
        own |= {"HOME": str(self.folder)} if service == "tdbt" else {"AIRFLOW_HOME": str(self.home)}
        return {
            **inherited,
            **own,
            "PATH": self._path,
            "NO_COLOR": "1",
            "STAGING_DB_PORT": str(self.staging.port),
            "OLAP_DB_PORT": str(self.olap.port),
            # Of the machine, where a container has its own.
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(self._health_port),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_HOST": "127.0.0.1",
        }

    def _here(self, text: str) -> str:
        """A text with what containers are called and where their folders are as it is here."""
        for name, server in self.servers.items():
            text = text.replace(f"{name}:5432", f"127.0.0.1:{server.port}").replace(name, "127.0.0.1")
        text = text.replace("http://airflow_webserver:8080", self.web)
        for there, here in {
            "/opt/airflow/retail_project": self.project,
            "/opt/airflow": self.home,
        }.items():
            text = text.replace(there, str(here))
        return text

    def run(self, command: Sequence[str], service: str, *, check: bool = True) -> str:
        """Runs a command with a service's environment and gives what it printed."""
        cwd = self.project if service == "tdbt" else self.home
        done = subprocess.run(list(command), cwd=cwd, env=self.environment(service), capture_output=True, text=True)
        if check and done.returncode != 0:
            raise AssertionError(f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def tdbt(self, *arguments: str) -> str:
        return self.run(["tdbt", *arguments], "tdbt")

    def airflow(self, *arguments: str, check: bool = True) -> str:
        return self.run(["airflow", *arguments], "airflow-scheduler", check=check)

    def airflow_list(self, *arguments: str) -> list[dict[str, Any]]:
        """What a command of Airflow lists; it logs to the same place."""
        lines = self.airflow(*arguments, "--output", "json").splitlines()
        return next((json.loads(line) for line in reversed(lines) if line.startswith("[{")), [])

    def _start(self, service: str) -> None:
        command = [str(word) for word in self.services[service]["command"]]
        if "--port" in command:
            command[command.index("--port") + 1] = self.web.rsplit(":", 1)[1]
        log = (self.home / f"{service}.log").open("wb")
        self._processes.append(
            subprocess.Popen(
                command,
                cwd=self.home,
                env=self.environment(service),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        )

    def health(self, service: str) -> bool:
        """Whether the service's own health check is content."""
        kind, *words = self.services[service]["healthcheck"]["test"]
        command = words if kind == "CMD" else ["sh", "-c", *words]
        replaced = [
            word.replace("http://127.0.0.1:8080", self.web).replace(":8974", f":{self._health_port}")
            for word in command
        ]
        environment = {**self.environment(service), "HOSTNAME": socket.gethostname()}
        return subprocess.run(replaced, env=environment, capture_output=True).returncode == 0

    def wait_for(self, what: str, is_there: Callable[[], Any], seconds: float) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for process in self._processes:
                if process.poll() is not None:
                    raise AssertionError(f"{process.args} has ended\n{self.logs()}")
            found = is_there()
            if found:
                return found
            time.sleep(0.5)
        raise AssertionError(f"{what} is not there after {seconds} s\n{self.logs()}")

    def logs(self) -> str:
        """The last lines of the services' logs."""
        return "\n".join(
            "\n".join([str(file), *file.read_text(errors="replace").splitlines()[-30:]])
            for file in self.home.glob("*.log")
        )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.web}/api/v2/monitor/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _log_in(self) -> str:
        user = {
            "username": self.variables["AIRFLOW_ADMIN_USER"],
            "password": self.variables["AIRFLOW_ADMIN_PASSWORD"],
        }
        return str(self._request("POST", "/auth/token", user)["access_token"])

    def get(self, path: str) -> Any:
        """What the API answers, or None where there is no such thing."""
        try:
            return self._request("GET", f"/api/v2{path}")
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def send(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        return self._request(method, f"/api/v2{path}", body)

    def _request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            self.web + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def trigger(self, dag_id: str, **params: Any) -> str:
        """Starts a run, as the button Trigger of the web page does, and gives its id."""
        body = {"logical_date": None, "conf": params}
        return str(self.send("POST", f"/dags/{dag_id}/dagRuns", body)["dag_run_id"])

    def wait_for_run(self, dag_id: str, run_id: str, seconds: float) -> str:
        """Waits for a run's end and gives its state."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}"
        return str(
            self.wait_for(
                f"the end of {run_id}",
                lambda: (state := self.get(path)["state"]) in _OVER and state,
                seconds,
            )
        )

    def tasks(self, dag_id: str, run_id: str) -> dict[str, dict[str, Any]]:
        """The task instances of a run, by the ids of their tasks."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances"
        found: list[dict[str, Any]] = []
        while True:
            page = self.get(f"{path}?limit=100&offset={len(found)}")
            found += page["task_instances"]
            if len(found) >= page["total_entries"]:
                return {task["task_id"]: task for task in found}

    def states(self, dag_id: str, run_id: str) -> dict[str, str]:
        return {name: task["state"] for name, task in self.tasks(dag_id, run_id).items()}

    def task_log(self, dag_id: str, run_id: str, task_id: str, number: int = 1) -> str:
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/logs/{number}"
        return "\n".join(json.dumps(line, ensure_ascii=False) for line in self.get(path)["content"])

    def xcom(self, dag_id: str, run_id: str, task_id: str) -> Any:
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/xcomEntries/return_value"
        value = self.get(path)["value"]
        return json.loads(value) if isinstance(value, str) else value
