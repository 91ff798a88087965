"""What the server logs, and where: one line an entry, with time, level and logger.

A log must never hold a name, somebody's words, a code, a token or a network address. So nothing is
logged by default that others have put into words:

* an exception is logged by its type and where it was raised, without its message;
* a message of the game's own modules is logged, with whatever looks like a code, a token or an
  address blotted out; of another library's only that there was one;
* what is written to the standard error stream (gevent's server writes request lines with addresses
  and bodies there) is reduced to what kind of thing it was.

The same kind of line is written at most once a minute; how many were left out is told afterwards.
"""

import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from functools import wraps
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import click

from game.cli.data import PathOption

#: Bytes after which a log file is put aside, and how many of those are kept.
FILE_SIZE, FILES = 5_000_000, 5
#: Seconds in which one line of a kind is written, and how many kinds are remembered.
QUIET, KINDS = 60.0, 1_000
#: How many places of a traceback are named, the innermost first.
PLACES = 6

#: Loggers whose messages are known to hold nothing but ids of tables and names of versions. Flask
#: logs as "game" itself, with the addresses of pages: those hold codes and tokens.
TRUSTED = ("game.", "alembic.")
#: What is blotted out of them all the same.
BLOTTED = re.compile(
    r"""
      \b\d{1,3}(?:\.\d{1,3}){3}\b                       # an IPv4 address
    | \b[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}\b     # an IPv6 address
    | \b[A-Z2-9]{4}-?[A-Z2-9]{4}\b                      # a resume code
    | \b\d{6,}\b                                        # a join code
    | \b[0-9a-f]{16,}\b                                 # somebody's id
    | (?=[\w-]*[A-Z0-9])[\w-]{20,}                      # a token
    """,
    re.VERBOSE,
)
#: Exceptions that say no more than that somebody went away.
GONE = frozenset(
    {"BlockingIOError", "BrokenPipeError", "ConnectionAbortedError", "ConnectionResetError"}
)
#: Libraries that would write to the standard error stream by themselves.
CHATTY = ("engineio.server", "engineio.client", "socketio.server", "socketio.client")

_FRAME = re.compile(r'\s*File "(?P<file>[^"]+)", line (?P<line>\d+)(?:, in (?P<name>\S+))?')
_RAISED = re.compile(r"(?P<type>[A-Za-z_][\w.]*)(?::|$)")
_MALFORMED = re.compile(
    r"Invalid (?:HTTP|http) (?:method|version)|Expected GET method|Invalid http|"
    r"Headers? too|Invalid line|Request URI|\(from |\d{3} \d+\.\d+$",
)
#: What gevent adds to a traceback: the time, and which greenlet failed.
_ADDED = re.compile(r"\s*$|\d{4}-\d\d-\d\dT[\d:]+Z|.*failed with \w+$|\s*\^+|\s*~*\^")


def place(file: str, line: int | str | None, name: str | None) -> str:
    """A place in the source, without the folders of this machine."""
    return f"{'/'.join(Path(file).parts[-3:])}:{line} in {name}"


def told_exception(error: BaseException) -> str:
    """An exception by its type and where it was raised, and those it came from."""
    parts = []
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        frames = traceback.extract_tb(found.__traceback__)[-PLACES:]
        places = " < ".join(place(f.filename, f.lineno, f.name) for f in reversed(frames))
        parts.append(type(found).__name__ + (f" at {places}" if places else ""))
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return "; from ".join(parts)


def blot(text: str) -> str:
    """The text in one line, with what looks like a code, a token or an address blotted out."""
    return BLOTTED.sub("#", " ".join(text.split()))


class Line(logging.Formatter):
    """Writes an entry as one line: time, level, logger, what happened."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.created))
        return f"{when} {record.levelname} {record.name}: {self.told(record)}"

    def told(self, record: logging.LogRecord) -> str:
        """What happened, as far as it may be logged."""
        if record.name.startswith(TRUSTED):
            text = blot(record.getMessage())
        elif record.name == "game":
            text = _request()
        else:
            text = "a message of this library, left out"
        error = record.exc_info[1] if record.exc_info else None
        return text if error is None else f"{text}: {told_exception(error)}"


def _request() -> str:
    """Which kind of request failed, without what was asked for."""
    from flask import has_request_context, request

    if not has_request_context():
        return "something failed outside a request"
    return f"a request failed ({request.method} {request.endpoint})"


class Sparing(logging.Handler):
    """Hands entries on to other handlers, of each kind one a minute.

    ``clock`` gives seconds from anywhere on.
    """

    def __init__(
        self, *targets: logging.Handler, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._targets = targets
        self._clock = clock
        self._line = Line()
        #: By kind: until when it is quiet, its first entry, and how many were left out since.
        self._quiet: dict[str, tuple[float, logging.LogRecord, int]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Write the entry, unless one of its kind was written less than a minute ago."""
        now = self._clock()
        self._tell(lambda until: until <= now)
        kind = f"{record.name} {record.levelno} {self._kind(record)}"
        if kind in self._quiet:
            until, first, left_out = self._quiet[kind]
            self._quiet[kind] = until, first, left_out + 1
            return
        if len(self._quiet) >= KINDS:
            self._tell(lambda _until: True)
        self._quiet[kind] = now + QUIET, record, 0
        self._write(record)

    def _kind(self, record: logging.LogRecord) -> str:
        """What lines that differ only in numbers have in common."""
        if record.name.startswith("game.") and not record.exc_info:
            return str(record.msg)
        return re.sub(r"\b\d+\b(?! in)", "#", self._line.told(record))

    def _tell(self, over: Callable[[float], bool]) -> None:
        """Say how many were left out of the kinds whose quiet is over, and forget those kinds."""
        for kind, (until, first, left_out) in list(self._quiet.items()):
            if not over(until):
                continue
            del self._quiet[kind]
            if left_out:
                more = logging.makeLogRecord(
                    {
                        "name": first.name,
                        "levelno": first.levelno,
                        "levelname": first.levelname,
                        "msg": _MORE,
                        "args": (left_out, self._line.told(first)),
                    }
                )
                self._write(more)

    def _write(self, record: logging.LogRecord) -> None:
        for target in self._targets:
            target.handle(record)

    def close(self) -> None:
        """Say what was left out, and close the files."""
        self._tell(lambda _until: True)
        for target in self._targets:
            target.close()
        super().close()


#: Said once the minute is over; what follows has been through ``Line.told`` already.
_MORE = "… %d more like this: %s"


class LineOrMore(Line):
    """As ``Line``, but for what ``Sparing`` says by itself, which needs no second reduction."""

    def told(self, record: logging.LogRecord) -> str:
        """What happened, as far as it may be logged."""
        return record.getMessage() if record.msg is _MORE else super().told(record)


class Stream:
    """Stands in for the standard error stream: says of what is written there only its kind."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._rest = ""
        self._place = ""
        self._tracing = False

    def write(self, text: str) -> int:
        """Take in some text. TypeError for bytes, as a text stream does."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._take(line)
        return len(text)

    def writelines(self, lines: Iterator[str]) -> None:
        """Take in several."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing waits here."""

    def isatty(self) -> bool:
        """Nobody looks at it."""
        return False

    def _take(self, line: str) -> None:
        if line.startswith("Traceback "):
            self._tracing, self._place = True, ""
        elif (frame := _FRAME.match(line)) is not None:
            self._tracing = True
            self._place = place(frame["file"], frame["line"], frame["name"])
        elif self._tracing:
            self._within_traceback(line)
        elif _MALFORMED.search(line):
            self._log.warning("a malformed request was refused")
        elif _ADDED.match(line) is None:
            self._log.warning("output of a library, left out")

    def _within_traceback(self, line: str) -> None:
        """A line of source, or the last one, which names the exception."""
        raised = _RAISED.match(line)
        if raised is None:
            return
        self._tracing = False
        name = raised["type"].rpartition(".")[2]
        if name in GONE:
            self._log.info("somebody's connection ended early")
        else:
            self._log.error("%s at %s", name, self._place)


def configure(log_file: Path | None = None, stream: TextIO | None = None) -> Callable[[], None]:
    """Log to the standard error stream, and to a file where one is given, which is rotated.

    Returns what ends that again. ``OSError`` if the file cannot be written.
    """
    true_stream = stream or sys.stderr
    targets: list[logging.Handler] = [logging.StreamHandler(true_stream)]
    if log_file is not None:
        targets.append(
            RotatingFileHandler(
                log_file, maxBytes=FILE_SIZE, backupCount=FILES, encoding="utf-8", delay=False
            )
        )
    for target in targets:
        target.setFormatter(LineOrMore())
    handler = Sparing(*targets)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    # What it brings up to date is told by the command itself, in a sentence.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for name in CHATTY:
        logger = logging.getLogger(name)
        logger.setLevel(logging.ERROR)
        for own in list(logger.handlers):
            logger.removeHandler(own)
    replaced, hook, thread_hook = sys.stderr, sys.excepthook, threading.excepthook
    sys.stderr = Stream(logging.getLogger("game.stderr"))
    sys.excepthook, threading.excepthook = _unhandled, _unhandled_in_thread

    def end() -> None:
        sys.stderr, sys.excepthook, threading.excepthook = replaced, hook, thread_hook
        logging.captureWarnings(False)
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()

    return end


def _unhandled(kind: type[BaseException], error: BaseException, _tb: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("game.stderr").error("the server ends", exc_info=error)


def _unhandled_in_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        logging.getLogger("game.stderr").error("a thread ended", exc_info=failed.exc_value)


def log_file_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option of every command that serves. The log begins with the command.

    Not earlier: the words about a wrong option go to whoever typed it, not into the log.
    """

    @click.option(
        "--log-file",
        type=PathOption(dir_okay=False),
        help="Write the log to this file too; it is put aside at 5 MB, and five of those are kept.",
    )
    @wraps(command)
    def logged(*words: Any, log_file: Path | None, **options: Any) -> None:
        try:
            end = configure(log_file)
        except OSError as error:
            raise click.BadParameter(
                f"{log_file} cannot be written ({error.strerror}).", param_hint="--log-file"
            ) from None
        # The command's own last words, to whoever started it, come after the log's end.
        click.get_current_context().call_on_close(end)
        command(*words, **options)

    return logged
