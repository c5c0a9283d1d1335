"""Renders templates as dbt does and tells what comes of each.

Reads JSON from standard input: the context as a literal of Python, and a list of [mode, template]. The modes are dbt's:
`text` (a model that is run), `parse` (a model that is parsed: what is undefined absorbs) and `native` (YAML).
Writes a list of answers, each an output or the kind of an error with its message.
"""

import ast
import contextlib
import json
import pathlib
import resource
import signal
import sys

import dbt_common.clients.jinja as dbt_jinja
from dbt_common.exceptions import JinjaRenderingError, MaterializationArgError

sys.path.append(str(pathlib.Path(__file__).parents[2] / "packages" / "jinja" / "scripts"))
from record import kind_of  # noqa: E402

PATIENCE = 5
MEMORY = 4 * 1024**3


class Timeout(BaseException):
    pass


def expire(*_):
    raise Timeout


def answer(environments, context, mode, template):
    try:
        signal.alarm(PATIENCE)
        # Prints to standard output, which is the way of the answers.
        with contextlib.redirect_stdout(sys.stderr):
            result = environments[mode].from_string(template).render(ast.literal_eval(context))
            return {"output": repr(result) if mode == "native" else result}
    except JinjaRenderingError as error:
        return {"error": "runtime", "message": str(error)}
    except MaterializationArgError as error:
        return {"error": "syntax", "message": str(error)}
    except (Timeout, MemoryError):
        return {"error": "endless", "message": ""}
    except Exception as error:  # whatever a template may raise is an answer
        return {"error": kind_of(error), "message": str(error)}
    finally:
        signal.alarm(0)


def main():
    sys.set_int_max_str_digits(0)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, expire)
    environments = {
        "text": dbt_jinja.get_environment(),
        "parse": dbt_jinja.get_environment(capture_macros=True),
        "native": dbt_jinja.get_environment(native=True),
    }
    asked = json.load(sys.stdin)
    answers = [answer(environments, asked["context"], *case) for case in asked["cases"]]
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
