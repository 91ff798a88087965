"""What keeps a command from its work: one sentence that says what to do, and exit code 2."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


class Failure(click.ClickException):
    """Ends the command with that sentence. The code is that of a command that was misused."""

    exit_code = 2


@contextmanager
def told(path: Path | None = None) -> Iterator[None]:
    """Say in a sentence what the service, the database or the system refuses.

    ``path`` is what the system's errors are about, where they do not say it themselves.
    """
    from game.messages import sentence
    from game.service.problems import Problem, StoreProblem

    try:
        yield
    except (Problem, StoreProblem) as problem:
        raise Failure(sentence(problem.code, problem.details)) from problem
    except OSError as error:
        raise Failure(_system(error, path)) from error


def _system(error: OSError, path: Path | None) -> str:
    """The system's error in words, with the way out where one is known."""
    from game.messages import words

    said = words("system")
    place = error.filename or path or ""
    name = errno.errorcode.get(error.errno or 0, "")
    if name in said:
        return said[name].format(path=place)
    return said["other"].format(path=place, why=error.strerror or type(error).__name__)
