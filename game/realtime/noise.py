"""Keeps out of the log what is no fault of the server: messages that no page of ours sends."""

import logging
from types import TracebackType


class MalformedMessages(logging.Filter):
    """Drops the libraries' tracebacks about what they could not read.

    A fault in the server's own handlers has the server's own code in its traceback, and stays.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is to be logged."""
        if not isinstance(record.exc_info, tuple) or record.exc_info[2] is None:
            return True
        return _is_ours(record.exc_info[2])


def _is_ours(traceback: TracebackType) -> bool:
    step: TracebackType | None = traceback
    while step is not None:
        if str(step.tb_frame.f_globals.get("__name__", "")).startswith("game."):
            return True
        step = step.tb_next
    return False


_FILTER = MalformedMessages()


def drop_malformed_messages() -> None:
    """Let the libraries of the live connections log no more about what visitors make up."""
    for name in ("engineio.server", "socketio.server"):
        # A filter that is there already is not added again.
        logging.getLogger(name).addFilter(_FILTER)
