"""Records what real Jinja2 answers to the cases of the differential test.

Run it by `npm run jinja:record -w @tdbt/jinja`, which makes the virtual environment that it needs.
"""

import ast
import itertools
import json
import pathlib
import re
import sys

import jinja2
from dbt_common.clients.jinja import get_environment
from jinja2.sandbox import SandboxedEnvironment

HERE = pathlib.Path(__file__).parent.parent / "test" / "differential"
EXTENSIONS = ["jinja2.ext.do", "jinja2.ext.loopcontrols"]
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
CONTEXT = (HERE / "context.txt").read_text()

KINDS = [
    (jinja2.TemplateSyntaxError, "syntax"),
    (SyntaxError, "syntax"),
    (jinja2.exceptions.SecurityError, "security"),
    (jinja2.UndefinedError, "undefined"),
    (jinja2.TemplateRuntimeError, "runtime"),
    (ZeroDivisionError, "zero-division"),
    (OverflowError, "overflow"),
    (RecursionError, "recursion"),
    (KeyError, "key"),
    (IndexError, "index"),
    (AttributeError, "attribute"),
    (TypeError, "type"),
    (ValueError, "value"),
    (AssertionError, "runtime"),
    (RuntimeError, "runtime"),
]


def kind_of(error):
    for cls, kind in KINDS:
        if isinstance(error, cls):
            return kind
    raise error


def answer(env, template, native=False):
    try:
        result = env.from_string(template).render(ast.literal_eval(CONTEXT))
    except Exception as error:  # whatever a template may raise is an answer
        return {"error": kind_of(error), "message": re.sub(r" \(<template>, line \d+\)$", "", str(error))}
    return {"output": repr(result) if native else result}


def hand_written(name):
    text = (HERE / "cases" / f"{name}.txt").read_text()
    return text.removesuffix("\n").split("\n---\n")


VALUES = [
    "0", "7", "-3", "12345678901234567890", "2.5", "-0.5", "1e20", "true", "none", "''", "'ab'", "'%s'",
    "[]", "[1, 2]", "(1, 2)", "{}", "{'ab': 1}", "missing", "range(3)",
]
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]
TESTS = [
    "defined", "undefined", "none", "boolean", "true", "false", "integer", "float", "number", "string", "mapping",
    "sequence", "iterable", "callable", "lower", "upper", "odd", "even", "divisibleby(2)", "sameas(7)", "in([7, 'ab'])",
    "eq(7)", "ne(7)", "gt(1)", "ge(1)", "lt(1)", "le(1)", "equalto('ab')", "filter", "test",
]
FILTERS = [
    "abs", "capitalize", "center(6)", "count", "default('x')", "default('x', true)", "dictsort", "e", "filesizeformat",
    "first", "float", "format(1)", "indent(2)", "int", "items|list", "join(',')", "last", "length", "list", "lower",
    "map('string')|list", "max", "min", "pprint", "reject|list", "replace('1', 'x')", "round", "round(-1)", "select|list",
    "slice(2)|list", "batch(2)|list", "sort", "string", "striptags", "sum", "title", "tojson", "trim", "truncate(5)",
    "unique|list", "upper", "urlencode", "wordcount", "wordwrap(3)", "xmlattr",
]
FORMATS = ["", "d", "5", "<5", ">5", "^6", "05", "+", ",", "_", ".2f", "8.3f", "e", ".1e", "g", ".3g", "%", "x", "#o", "b", "s", "*^9", "=+8", ".1", "n", "c", "010,.2f"]
FORMAT_VALUES = ["0", "7", "-1234567", "2.5", "-0.005", "1e20", "123456.789", "true", "'ab'", "none", "0.0001", "1e-7"]
PERCENTS = ["s", "r", "d", "i", "5d", "-5d|", "05d", "+d", " d", "x", "#X", "o", "f", ".1f", "8.2f", "e", "g", ".3g", "c", ".1s", "5s", "%"]
TEXTS = ["''", "'a'", "'Hello World'", "'  pad '", "'a,b,,c'", "'ÄÖ ß'", "'x😀y'", "'123'", "'a\\nb'"]
METHODS = [
    "upper()", "lower()", "title()", "capitalize()", "swapcase()", "strip()", "split()", "split(',')", "split(',', 1)", "rsplit(None, 1)",
    "splitlines()", "replace('a', '-')", "find('b')", "rfind('b')", "count('a')", "startswith('a')", "endswith('d')", "zfill(5)", "center(9, '*')",
    "ljust(4, '.')", "rjust(4, '.')", "isalpha()", "isdigit()", "isalnum()", "isspace()", "islower()", "isupper()", "istitle()", "partition(' ')", "casefold()",
]
INDICES = ["0", "1", "-1", "9", "-9", "'a'", "1.5", "true", "none", ":", "1:", ":1", "-1:", ":-1", "::2", "::-1", "5:1", "1:9:2", "-9:2"]
SEQUENCES = ["'abcd'", "[1, 2, 3]", "(1, 2, 3)", "''", "[]", "range(4)", "'é😀x'", "{'a': 1, 1: 'b'}"]


def is_left_out(operator, a, b):
    """Whether Python would count until its memory is full, or answer with what isn't kept here: complex numbers,
    and powers whose last digit differs between mathematical libraries."""
    if operator == "**" and b in ("2.5", "-0.5"):
        return True
    return operator in ("*", "**") and "12345678901234567890" in (a, b)


def generated():
    yield "binary", [f"{{{{ {a} {op} {b} }}}}" for op in OPERATORS for a, b in itertools.product(VALUES, VALUES) if not is_left_out(op, a, b)]
    yield "tests", [f"{{{{ {v} is {t} }}}}" for t in TESTS for v in VALUES]
    yield "filtered", [f"{{{{ {v}|{f} }}}}" for f in FILTERS for v in [f"({v})" for v in VALUES]]
    yield "formats", [f"{{{{ '{{:{f}}}'.format({v}) }}}}" for f in FORMATS for v in FORMAT_VALUES] + [
        f"{{{{ '%{f}' % {v} }}}}" for f in PERCENTS for v in FORMAT_VALUES
    ]
    yield "text-methods", [f"{{{{ {t}.{m} }}}}" for t in TEXTS for m in METHODS]
    yield "indexing", [f"{{{{ {s}[{i}] }}}}" for s in SEQUENCES for i in INDICES if s[0] != "{" or ":" not in i]
    yield "unary", [f"{{{{ {op}{v} }}}}" for op in ["-", "+", "not "] for v in VALUES] + [
        f"{{{{ [{v}, {v}] }}}}|{{{{ {v} if {v} else 'no' }}}}" for v in VALUES
    ]


def record(name, templates, env, native=False):
    # Addresses of objects differ from run to run, and some answers are too long to be worth keeping.
    rows = []
    for template in dict.fromkeys(templates):
        row = {"template": template, **answer(env, template, native)}
        if ADDRESS.search(row.get("output", "")) is None and len(row.get("output", "")) < 5000:
            rows.append(json.dumps(row, ensure_ascii=False))
    path = HERE / "recorded" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text("[\n" + ",\n".join(rows) + "\n]\n")
    print(f"{name}: {len(rows)}")


def main():
    sys.set_int_max_str_digits(0)
    env = SandboxedEnvironment(extensions=EXTENSIONS)
    native = get_environment(native=True)
    for path in sorted((HERE / "cases").glob("*.txt")):
        name = path.stem
        if name == "native":
            record(name, hand_written(name), native, native=True)
        else:
            record(name, hand_written(name), env)
    for name, templates in generated():
        record(name, templates, env)
    print("Jinja2", jinja2.__version__)


if __name__ == "__main__":
    main()
