"""Postgres servers for the tests, as the images of docker-compose.yml would make them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2

# Waits for locks that are longer than this are told in the server's log.
_TOLD_AFTER = "20ms"


@dataclass
class Server:
    """A server on a port of the loopback, with the user and the database that a service's environment names."""

    folder: Path
    tdbt: Sequence[str]
    port: int
    user: str
    password: str
    dbname: str

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user=self.user, password=self.password, dbname=self.dbname
        )
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return [] if cursor.description is None else cursor.fetchall()
        finally:
            connection.close()

    def value(self, sql: str) -> Any:
        return self.query(sql)[0][0]

    def relations(self, schema: str) -> dict[str, str]:
        """The kind of each relation: `r` table, `v` view, `f` foreign table."""
        return dict(
            self.query(
                "select relname, relkind::text from pg_class where relkind in ('r', 'v', 'f', 'm') "
                f"and relnamespace = (select oid from pg_namespace where nspname = '{schema}')"
            )
        )

    def lock_waits(self) -> list[str]:
        """What the log tells of sessions that waited for others."""
        log = (self.folder / ".tdbt/postgres.log").read_text(errors="replace")
        return [line for line in log.splitlines() if re.search("still waiting for|lock timeout|deadlock", line)]

    def stop(self) -> None:
        _call(self.tdbt, self.folder, "stop")


def start_server(tdbt: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Server:
    """Starts one; `environment` is that of the service, with POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB."""
    folder.mkdir()
    (folder / "dbt_project.yml").write_text("name: server\nversion: '1'\nconfig-version: 2\n")
    _call(tdbt, folder, "start", "--port", "0")
    url = urlsplit(_call(tdbt, folder, "url").strip())
    assert url.port and url.username and url.password
    owner = Server(folder, tdbt, url.port, url.username, url.password, url.path[1:])
    user, password, dbname = (environment[f"POSTGRES_{name}"] for name in ("USER", "PASSWORD", "DB"))
    owner.query(f"create role \"{user}\" superuser login password '{password}'")
    owner.query(f'create database "{dbname}" owner "{user}"')
    owner.query("alter system set log_lock_waits = on")
    owner.query(f"alter system set deadlock_timeout = '{_TOLD_AFTER}'")
    owner.query("select pg_reload_conf()")
    return Server(folder, tdbt, url.port, user, password, dbname)


def _call(tdbt: Sequence[str], folder: Path, *arguments: str) -> str:
    command = [*tdbt, "server", *arguments, "--project-dir", str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout
