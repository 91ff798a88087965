"""What can be wrong with the database itself, in a form that people can be told."""

import sqlite3
from collections.abc import Mapping
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from game.refusals import Reason, Refusal

#: By SQLite's primary result code (https://sqlite.org/rescode.html): the code of a sentence.
_BY_RESULT = {
    sqlite3.SQLITE_BUSY: "store_busy",
    sqlite3.SQLITE_LOCKED: "store_busy",
    sqlite3.SQLITE_FULL: "store_full",
    sqlite3.SQLITE_READONLY: "store_readonly",
    sqlite3.SQLITE_IOERR: "store_failed",
    sqlite3.SQLITE_PROTOCOL: "store_busy",
    sqlite3.SQLITE_CANTOPEN: "store_gone",
    sqlite3.SQLITE_CORRUPT: "store_damaged",
    sqlite3.SQLITE_NOTADB: "store_damaged",
}
#: The lowest byte of a result code is the primary one.
_PRIMARY = 0xFF


#: Every code, by the HTTP status that tells it; its sentence is in the message catalogue.
_CODES: Final[Mapping[int, str]] = {
    409: "backup_elsewhere backup_exists",
    503: """
        not_a_database store_busy store_damaged store_failed store_gone store_newer store_none
        store_older store_readonly store_taken store_unsound
    """,
    507: "store_full",
}
STORE_PROBLEMS: Final[Mapping[str, Reason]] = {
    code: Reason(code, status) for status, codes in _CODES.items() for code in codes.split()
}
#: Seconds after which to try again where the database could not be used.
RETRY_AFTER = 2


class StoreProblem(Refusal):
    """The database cannot be used now. Nothing was stored by whatever raised it."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(STORE_PROBLEMS[code], **details)
        # What another process makes it anew from.
        self.args = (code,)

    @property
    def retry_after(self) -> int:
        """In how many seconds it is worth another try."""
        return RETRY_AFTER


def is_busy(error: BaseException | None) -> bool:
    """Whether another connection holds the lock that was asked for."""
    return isinstance(error, sqlite3.Error) and code_of(error) == "store_busy"


def code_of(error: sqlite3.Error) -> str:
    """The code of the sentence for an error of SQLite; empty where it is a fault of ours."""
    result = getattr(error, "sqlite_errorcode", None)
    return "" if result is None else _BY_RESULT.get(result & _PRIMARY, "")


def store_problem(error: DBAPIError) -> StoreProblem | None:
    """What is wrong with the database; None where the statement was wrong, not the database."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        code = code_of(cause)
        return StoreProblem(code) if code else None
    if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
        return StoreProblem("store_failed")
    return None
