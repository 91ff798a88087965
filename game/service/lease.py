"""One server a database: a second one is refused, unless it takes over."""

import http.client
import json
import secrets
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace

from game.service.problems import Problem
from game.store.database import Database
from game.store.lease import Lease, LeaseBook
from game.store.log import EventLog

#: Seconds after which a server of another machine that said nothing is taken to be gone.
SILENT = 20.0
#: Seconds for which a server of this machine may take to answer.
_ANSWER = 3.0


def last_alive(database: Database) -> float:
    """When a server of the database was last alive, by its own clock; 0 if none ever was.

    Former versions noted nothing: what was stored last is the last sign of life of theirs.
    """
    lease = LeaseBook(database).lease()
    return EventLog(database).newest() if lease is None else lease.alive_at


def address_of(database: Database) -> str:
    """Where the server that has the database open says that it is; empty if none has."""
    lease = LeaseBook(database).lease()
    return "" if lease is None else lease.address


class Tenancy:
    """This server's claim to its database. ``now`` is the server's clock."""

    def __init__(self, database: Database, address: str, now: Callable[[], float]) -> None:
        self._database = database
        self._book = LeaseBook(database)
        self._now = now
        self.lease = Lease(secrets.token_hex(8), address, socket.gethostname(), 0.0)
        self._held = False
        #: Called once another server has taken over.
        self.when_replaced: Callable[[], None] = lambda: None

    def check(self) -> Lease | None:
        """Whoever served the database last, None if nobody ever did.

        ``Problem`` (``database_open``) if that server has it open still.
        """
        before = self._book.lease()
        if before is None or self._in_the_place_of(before):
            return before
        if is_alive(before, self._now()):
            raise Problem("database_open", address=before.address, machine=before.machine)
        return before

    def _in_the_place_of(self, before: Lease) -> bool:
        """Whether this server listens where that one did, which therefore has ended.

        Asked, this server's own port would take the question and not answer yet.
        """
        here = (self.lease.machine, self.lease.address)
        return bool(before.address) and (before.machine, before.address) == here

    def claim(self, *, takeover: bool = False) -> None:
        """Take the database. ``Problem`` as in ``check``, unless it is to be taken over."""
        before = self._book.lease() if takeover else self.check()
        if not self._book.take(replace(self.lease, alive_at=self._now()), before):
            raise Problem("database_open", address=self.lease.address, machine=self.lease.machine)
        self._held = True

    def renew(self) -> None:
        """Say that this server is alive. Where another has taken over, nothing more is written."""
        if not self._held:
            return
        if not self._book.renew(replace(self.lease, alive_at=self._now())):
            self._held = False
            self._database.closed = "store_taken"
            self.when_replaced()

    @property
    def lost(self) -> bool:
        """Whether another server has taken over."""
        return self._database.closed == "store_taken"

    def release(self) -> None:
        """This server ends in good order. When it was last alive stays known."""
        if self._held:
            self._book.renew(replace(self.lease, address="", alive_at=self._now()))
            self._held = False


def is_alive(lease: Lease, now: float) -> bool:
    """Whether that server has the database open.

    On the same machine it is asked itself, which no wrong clock can disturb. On another it is
    believed for as long as it renews its lease.
    """
    if not lease.address:
        return False
    if lease.machine == socket.gethostname():
        return _answers(lease)
    return abs(now - lease.alive_at) < SILENT


def _answers(lease: Lease) -> bool:
    """Whether that very server answers at its address. One that hangs counts as there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{lease.address}/healthz", timeout=_ANSWER) as answer:
            said = answer.read()
    except urllib.error.HTTPError as error:
        said = error.read()
    except (TimeoutError, ConnectionResetError):
        return True
    except urllib.error.URLError as error:
        return isinstance(error.reason, TimeoutError | ConnectionResetError)
    except (OSError, http.client.HTTPException):
        # Another program has got the port meanwhile, and speaks something else.
        return False
    try:
        found = json.loads(said)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("server") == lease.id
