"""How the server is: what its loops, its database and its disk say, for teachers and programs."""

import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from game.service.loops import Pulse
from game.store.database import Database

#: A loop is ill when it has not gone round for so many seconds, or ten of its rounds.
ILL = 5.0
ROUNDS = 10
#: Pushes that have waited longer than this many seconds are late.
PUSH_LATE = 5.0
#: Below so many bytes free the disk is nearly full.
DISK_LOW = 200 * 1024 * 1024


@dataclass(frozen=True)
class Sign:
    """Something that is wrong: ``code`` names its sentence among the ``server_alarms``."""

    code: str
    details: Mapping[str, str | int] = field(default_factory=dict)


class PushQueue(Protocol):
    """What is told of the pushes that are still to be made."""

    @property
    def waiting(self) -> int:
        """How many there are."""
        ...

    @property
    def delay(self) -> float:
        """Seconds for which the oldest that is due has waited."""
        ...


class Health:
    """Gathers what is known. Asking is cheap: nothing is read from the database."""

    def __init__(
        self,
        database: Database,
        *,
        server: str,
        stuck: Callable[[], Iterable[int]],
    ) -> None:
        self._database = database
        #: The id of this server, by which another knows that it still answers.
        self.server = server
        self._stuck = stuck
        #: The queue of pushes, once there is one.
        self.pushes: PushQueue | None = None
        self._pulses: list[Pulse] = []
        self._disk_free: int | None = None
        self._started = time.monotonic()

    def watch(self, pulse: Pulse) -> None:
        """Look after that loop."""
        self._pulses.append(pulse)

    def look_at_disk(self) -> None:
        """Measure the free space where the database lies."""
        file = self._database.file
        folder = Path.cwd() if file is None else file.path.parent
        self._disk_free = shutil.disk_usage(folder).free

    # --- what is asked ---

    @property
    def uptime(self) -> float:
        """Seconds since the server was built."""
        return time.monotonic() - self._started

    @property
    def pulses(self) -> tuple[Pulse, ...]:
        """Every loop that is looked after."""
        return tuple(self._pulses)

    @property
    def disk_free(self) -> int | None:
        """Bytes, as measured last; None before that."""
        return self._disk_free

    @property
    def push_delay(self) -> float:
        """Seconds for which the oldest push that is due has waited."""
        return 0.0 if self.pushes is None else self.pushes.delay

    @property
    def pushes_waiting(self) -> int:
        """How many pushes wait."""
        return 0 if self.pushes is None else self.pushes.waiting

    @property
    def writable(self) -> bool:
        """Whether the last write succeeded, and the next may."""
        return self._database.closed is None and self._database.trouble is None

    @property
    def stuck_tables(self) -> tuple[int, ...]:
        """Ids of tables at which something that is due cannot be carried out."""
        return tuple(sorted(self._stuck()))

    def signs(self) -> tuple[Sign, ...]:
        """All that is wrong now, the worst first."""
        found: list[Sign] = []
        if self._database.closed is not None:
            found.append(Sign(self._database.closed))
        elif self._database.trouble is not None:
            found.append(Sign(self._database.trouble.code))
        found += [
            Sign("loop", {"loop": pulse.name})
            for pulse in self._pulses
            if pulse.running and pulse.age() > max(ILL, ROUNDS * pulse.every)
        ]
        if self.push_delay > PUSH_LATE:
            found.append(Sign("pushes"))
        if self._disk_free is not None and self._disk_free < DISK_LOW:
            found.append(Sign("disk", {"megabytes": self._disk_free // 1024**2}))
        return tuple(found)
