"""What the checks say of somebody's code: each claim, whether it holds, and why not.

Runs in the visitor's own process (see `sandbox`), and in the tests without one.
"""

import ast
import contextlib
import errno
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType

from rnnviz.content import sentence

CODE, CHECKS = "<your code>", "<checks>"

CAN_RUN = "lessons.can_run"  # the claim that no check makes
MOST_PRINTED = 10_000  # characters
MOST_COMPLAINT = 600  # characters of one complaint
_REFUSED = (errno.EPERM, errno.EACCES, errno.ENOSYS)  # by the walls


@dataclass(frozen=True, slots=True)
class Result:
    """One claim about the code."""

    claim: str
    passed: bool
    why: str = ""  # it failed


class Stopped(BaseException):
    """The code did what it may not. No `except Exception` of its own keeps this from the judge."""

    why: str | None = None  # of the first time, for code that catches even this

    def __init__(self, why: str) -> None:
        super().__init__(why)
        Stopped.why = Stopped.why or why


class Paper(io.StringIO):
    """What the code prints, up to a limit."""

    def write(self, text: str) -> int:
        if self.tell() + len(text) > MOST_PRINTED:
            raise Stopped(sentence("lessons.printed_more", most=MOST_PRINTED))
        return super().write(text)


def judge(code: str, checks: str) -> Iterator[Result]:
    """A result for each `check_…` function of `checks`, each of which is handed the code's module.

    A check's docstring is its claim. If the code can't be read or run to its end, that is the only
    result. Raises `Stopped` where the code did what it may not.
    """
    answer = ModuleType("answer")
    ran = _judge_one(CAN_RUN, lambda _: _execute(code, CODE, answer), answer)
    if not ran.passed:
        yield ran
        return
    for check in checks_of(checks):
        yield _judge_one(str(check.__doc__), check, answer)


def checks_of(checks: str) -> list[FunctionType]:
    """The functions that check, in their order."""
    module = ModuleType("checks")
    _execute(checks, CHECKS, module)
    return [value for name, value in vars(module).items() if name.startswith("check_")]


@cache
def claims_of(checks: str) -> tuple[str, ...]:
    """What they claim, in their order; read, not run."""
    functions = (node for node in ast.parse(checks).body if isinstance(node, ast.FunctionDef))
    return tuple(
        str(ast.get_docstring(function))
        for function in functions
        if function.name.startswith("check_")
    )


def _execute(source: str, name: str, module: ModuleType) -> None:
    exec(compile(source, name, "exec"), vars(module))  # noqa: S102 -- that is what we are here for


def _judge_one(claim: str, check: FunctionType, answer: ModuleType) -> Result:
    why = ""
    try:
        check(answer)
    except MemoryError:
        raise Stopped(sentence("lessons.more_memory")) from None
    except SystemExit:
        why = sentence("lessons.ended")
    except Stopped:
        raise
    except BaseException as error:  # noqa: BLE001 -- whatever the visitor's code raises
        why = complaint(error, answer)
    if Stopped.why:
        raise Stopped(Stopped.why)
    return Result(claim, not why, why[:MOST_COMPLAINT])


def complaint(error: BaseException, answer: ModuleType) -> str:
    """What went wrong, and in which line of the code."""
    if isinstance(error, AssertionError) and not _line(error):
        return str(error) or sentence("lessons.fails")
    if isinstance(error, AttributeError) and error.obj is answer:
        return sentence("lessons.undefined", name=error.name)
    if isinstance(error, SyntaxError):
        return sentence("lessons.syntax", line=error.lineno, why=error.msg)
    why = str(error)
    if isinstance(error, OSError) and error.errno in _REFUSED:
        why = sentence("lessons.refused")
    line, kind = _line(error), type(error).__name__
    if line is None:
        return sentence("lessons.raised", kind=kind, why=why)
    return sentence("lessons.raised_in_line", kind=kind, line=line, why=why)


def _line(error: BaseException) -> int | None:
    """The last line of the visitor's code on the way to an error; None if there is none."""
    line, frame = None, error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == CODE:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


@contextlib.contextmanager
def captured() -> Iterator[Paper]:
    """What is printed meanwhile."""
    paper, usual = Paper(), (sys.stdout, sys.stderr)
    Stopped.why = None
    sys.stdout = sys.stderr = paper
    try:
        yield paper
    finally:
        sys.stdout, sys.stderr = usual
