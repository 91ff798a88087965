"""How long conferences are kept: those in which nothing has happened for longer are deleted."""

import logging
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from game.service.conferences import Conferences
from game.service.erasure import Erasure
from game.service.problems import Problem
from game.store.database import Database
from game.store.retention import idle_since, last_moments

DAY = 86_400.0
#: No shorter time is accepted (seconds): a class may well pause until the next day.
SHORTEST = int(DAY)

_log = logging.getLogger(__name__)


@dataclass
class Retention:
    """Deletes what is older than ``keep`` seconds; with None everything is kept until deleted."""

    database: Database
    conferences: Conferences
    erasure: Erasure
    clock: Callable[[], float]
    keep: int | None = None
    _next_sweep: float = field(default=-math.inf, init=False)

    @property
    def days(self) -> int | None:
        """For how many days after the last activity a conference is kept; None without limit."""
        return None if self.keep is None else math.ceil(self.keep / DAY)

    def kept_until(self, conference_ids: Collection[int]) -> Mapping[int, float]:
        """By conference, when it will be deleted unless something happens; empty without limit."""
        if self.keep is None or not conference_ids:
            return {}
        last = last_moments(self.database, conference_ids)
        return {id_: moment + self.keep for id_, moment in last.items()}

    def sweep(self) -> None:
        """Delete what has been kept for long enough. Does nothing within a day of the last time."""
        now = self.clock()
        if self.keep is None or now < self._next_sweep:
            return
        self._next_sweep = now + DAY
        for idle in idle_since(self.database, now - self.keep):
            try:
                self.erasure.remove(self.conferences.get(idle.id))
            except Problem:
                # Somebody else deleted it in between.
                continue
            _log.info("conference %s was deleted: nothing had happened there for long", idle.id)
