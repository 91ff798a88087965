"""What keeps a command from its work: one sentence that says what to do, and exit code 2."""

import errno
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from game.scenario.problems import PackError
    from game.store.problems import StoreProblem

#: Exit codes: somebody gave up, or closed the output; the command was misused or cannot work.
GIVEN_UP = CLOSED_OUTPUT = 1
MISUSED = 2
#: How many folders of a place in the source are named.
_FOLDERS = 2


class Failure(click.ClickException):
    """Ends the command with that sentence. The code is that of a command that was misused."""

    exit_code = MISUSED


@contextmanager
def told(path: Path | None = None) -> Iterator[None]:
    """Say in a sentence what the service, the database or the system refuses.

    ``path`` is what the system's errors are about, where they do not say it themselves.
    """
    from game.messages import sentence
    from game.service.problems import Problem, StoreProblem

    try:
        yield
    except StoreProblem as problem:
        raise Failure(_of_the_store(problem)) from problem
    except Problem as problem:
        raise Failure(sentence(problem.code, problem.details)) from problem
    except OSError as error:
        raise Failure(_system(error, path)) from error


def code_and_sentence(failure: Exception) -> tuple[int, str]:
    """What a command that ends so says last, and its exit code. One line, empty for nothing."""
    from sqlalchemy.exc import SQLAlchemyError

    from game.messages import sentence
    from game.scenario.problems import PackError
    from game.service.problems import Problem, StoreProblem

    match failure:
        case click.Abort():
            # After what was being typed, or drawn.
            return GIVEN_UP, ""
        case click.UsageError():
            return MISUSED, _line(f"{_ended(failure.format_message())}{_see_help(failure)}")
        case click.ClickException():
            return MISUSED, _line(failure.format_message())
        case PackError():
            return MISUSED, _line(_of_the_pack(failure))
        case StoreProblem():
            return MISUSED, _line(_of_the_store(failure))
        case SQLAlchemyError():
            return MISUSED, _line(_of_the_store(StoreProblem("store_failed")))
        case Problem():
            return MISUSED, _line(sentence(failure.code, failure.details))
        case OSError():
            return MISUSED, _line(_system(failure, None))
        case MemoryError():
            return MISUSED, _line(sentence("no_memory"))
    return MISUSED, _line(sentence("unforeseen", {"what": _where(failure)}))


def _line(text: str) -> str:
    from game.characters import on_terminal

    return f"Error: {on_terminal(' '.join(text.split()))}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _see_help(failure: click.UsageError) -> str:
    return "" if failure.ctx is None else f" See “{failure.ctx.command_path} --help”."


def _where(failure: Exception) -> str:
    """The kind of a fault of ours and its place, without the folders of this machine."""
    frames = traceback.extract_tb(failure.__traceback__)
    kind = type(failure).__name__
    if not frames:
        return kind
    place = "/".join(Path(frames[-1].filename).parts[-_FOLDERS:])
    return f"{kind}, {place}:{frames[-1].lineno}"


def _of_the_pack(error: "PackError") -> str:
    """The first fault of a pack, and where the others are listed."""
    from game.messages import sentence

    first, more = error.problems[0], len(error.problems) - 1
    details: dict[str, str | int] = {"path": str(error.path), "fault": str(first), "more": more}
    return sentence("bad_pack" if not more else "bad_pack_more", details)


def _of_the_store(problem: "StoreProblem") -> str:
    """In words for whoever has the database in their hands, not for a class."""
    from game.messages import sentence, words

    said = words("store_here")
    if problem.code in said:
        return said[problem.code].format(**problem.details)
    return sentence(problem.code, problem.details)


def _system(error: OSError, path: Path | None) -> str:
    """The system's error in words, with the way out where one is known."""
    from game.messages import words

    said = words("system")
    place = error.filename or path or ""
    name = errno.errorcode.get(error.errno or 0, "")
    if name in said:
        return said[name].format(path=place)
    return said["other"].format(path=place, why=error.strerror or type(error).__name__)
