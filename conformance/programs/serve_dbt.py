"""Runs dbt's command line again and again: one request a line on standard input, one answer a line on standard output.

Importing dbt takes two seconds, which each command would pay for by itself. Here a process imports it once, and each
command runs in a fork of that process, so that no command sees what another has left behind.

A request is JSON: {"args": [...], "cwd": "...", "env": {...}, "output": "path of a file for both streams"}.
An answer is JSON: {"code": the exit code}.
"""

import json
import os
import sys

from dbt.cli.main import cli


def run(request: dict) -> None:
    """In the fork: never returns."""
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    output = os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ["dbt", *request["args"]]
    cli()


def answer(request: dict) -> dict:
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            run(request)
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    return {"code": os.waitstatus_to_exitcode(status)}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
