"""What docker-compose.yml says of a service, with the values that Compose would fill in."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml


def dot_env(repository: Path, folder: Path) -> dict[str, str]:
    """The variables of a .env that `make env` makes."""
    (folder / "scripts").mkdir(parents=True)
    for name in [".env.example", "scripts/make-env.sh"]:
        (folder / name).write_bytes((repository / name).read_bytes())
    subprocess.run(["bash", folder / "scripts/make-env.sh"], check=True, stdout=subprocess.DEVNULL)
    lines = (folder / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))


def compose_services(repository: Path, variables: Mapping[str, str]) -> dict[str, Any]:
    """The services, each as one mapping."""
    text = (repository / "docker-compose.yml").read_text()
    services: dict[str, Any] = _filled_in(yaml.safe_load(text)["services"], variables)
    return services


def _filled_in(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled_in(inner, variables) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled_in(inner, variables) for inner in value]
    return _text(value, variables) if isinstance(value, str) else value


def _text(text: str, variables: Mapping[str, str]) -> str:
    def fill_in(match: re.Match[str]) -> str:
        name, how, rest = match.groups()
        if match[0] == "$$":
            return "$"
        if variables.get(name):
            return variables[name]
        if how == "-":
            return str(rest)
        raise KeyError(rest)

    return re.sub(r"\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}", fill_in, text)
