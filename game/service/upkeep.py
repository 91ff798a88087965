"""What a running server does now and then, beside the class: signs of life, tidying, copies."""

import logging
import time
from collections.abc import Callable

from game.service.accounts import Accounts
from game.service.health import Health
from game.service.lease import Tenancy
from game.service.loops import Task
from game.service.practice import Practices
from game.service.retention import Retention
from game.store.backup import dated_copy, newest_copy
from game.store.database import Database
from game.store.directory import Directory

HOUR, DAY = 3_600.0, 86_400.0
#: Seconds for which the answer to a form is remembered.
FORMS_KEPT = 2 * DAY
_log = logging.getLogger(__name__)


def tasks(
    database: Database,
    directory: Directory,
    practices: Practices,
    accounts: Accounts,
    retention: Retention,
    health: Health,
    tenancy: Tenancy,
    now: Callable[[], float],
) -> tuple[Task, ...]:
    """Everything that is done now and then. ``now`` is the server's clock."""
    return (
        # The first also tells whether a database that could not be written can be again.
        Task("sign of life", 2.0, tenancy.renew),
        Task("look at the file", 3.0, database.look),
        Task("look at the disk", 60.0, health.look_at_disk),
        Task("finished practices", 600.0, practices.sweep),
        Task("tries, logins and links of long ago", HOUR, accounts.tidy),
        Task("conferences that are kept no longer", HOUR, retention.sweep),
        Task("forms of long ago", HOUR, lambda: directory.forget_forms(now() - FORMS_KEPT)),
        Task("write-ahead log", HOUR, lambda: _fold(database)),
        Task("daily copy", HOUR, lambda: daily_copy(database, directory)),
    )


def daily_copy(database: Database, directory: Directory) -> None:
    """Keep a dated copy of an SQLite file beside it, once a day."""
    if database.file is None or database.closed is not None or not directory.stored().conferences:
        return
    now = time.time()
    if now - newest_copy(database, "daily") >= DAY:
        _log.info("a daily copy of the database: %s", dated_copy(database, "daily", now).name)


def _fold(database: Database) -> None:
    """Keep the write-ahead log small. Where somebody is in the way, the next turn will do."""
    database.checkpoint()
