"""Looks for the package that the others would most likely take, within what we hold out for.

Among packages of the pool worth to us at least what we hold out for, the one with the highest
guessed chance that all the others say yes (a sum of logarithms) and some regard for our own taste;
then one clause at a time is changed as long as that helps.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from game.bots.opponents import Guesses, yes
from game.bots.valuation import Choice, Valuation
from game.scenario.model import DelegationId

#: How much our own worth counts beside the others' logarithms.
TASTE = 1.0
#: How often the climb may change a clause.
STEPS = 24
#: Differences below this are rounding.
TINY = 1e-6


@dataclass(frozen=True)
class Aim:
    """What a search is for.

    ``least`` bounds our own part from below, ``taste`` is its weight; ``bar`` is what the others
    hold out for, ``regard`` how much each of them counts (left out: not at all). ``fixed`` clauses
    (option by axis) are not touched; ``allowed`` options by axis narrow the choice.

    There is no bound from above: what harms ourselves and pleases nobody is no concession.
    """

    least: float
    regard: Mapping[DelegationId, float]
    bar: float = 0.0
    taste: float = TASTE
    fixed: Mapping[int, int] | None = None
    allowed: Mapping[int, Collection[int]] | None = None


@dataclass(frozen=True)
class Found:
    """A package with our own part of it, and what each of the others is guessed to get.

    ``chance`` is how likely it seems that all the others say yes.
    """

    choice: Choice
    part: float
    guessed: Mapping[DelegationId, float]
    merit: float
    chance: float


class Search:
    """Searches a valuation's pool by guesses at the others."""

    def __init__(self, own: Valuation, guesses: Guesses) -> None:
        self._own = own
        self._guesses = guesses

    def best(self, aim: Aim) -> Found | None:
        """The package that serves the aim best, or None where the pool holds none."""
        rows = self._candidates(aim)
        if not rows.size:
            return None
        pool = self._own.pool
        guessed = pool.columns.take(rows, axis=0) @ self._guesses.worth
        merit = self._merit(guessed, self._own.pooled.take(rows), aim, self._regard(aim))
        start = pool.choices[rows[merit.argmax()]]
        return self.judge(self._climb(tuple(start.tolist()), aim), aim)

    def beside(self, choice: Choice, aim: Aim) -> Found | None:
        """The package that serves the aim best among those near one: one or two clauses away.

        None where none of them keeps to the aim.
        """
        pool = self._own.pool
        free, starts = self._free(aim), np.array(pool.starts)
        free[pool.flat(choice)] = False
        columns = np.flatnonzero(free)
        ones, others = np.triu_indices(len(columns))
        changed = np.tile(np.array(choice), (len(ones), 1))
        rows = np.arange(len(ones))
        for picked in (columns[others], columns[ones]):
            changed[rows, pool.axes[picked]] = pool.places[picked]
        parts = self._own.parts(changed)
        fitting = (parts >= aim.least) & pool.sound(changed)
        if not fitting.any():
            return None
        guessed = self._guesses.worth[changed + starts].sum(axis=1)
        merit = np.where(fitting, self._merit(guessed, parts, aim, self._regard(aim)), -np.inf)
        return self.judge(tuple(changed[int(np.argmax(merit))].tolist()), aim)

    def judge(self, choice: Choice, aim: Aim) -> Found:
        """Weigh one package."""
        guessed = np.add.reduce(self._guesses.worth[self._own.pool.flat(choice)])
        part = self._own.part(choice)
        likely = yes(guessed, aim.bar)
        merit = float(likely @ self._regard(aim) + aim.taste * part)
        named = dict(zip(self._guesses.delegations, guessed.tolist(), strict=True))
        return Found(choice, part, named, merit, chance=exp(likely.sum()))

    @staticmethod
    def _merit(
        guessed: NDArray[np.floating],
        parts: NDArray[np.floating],
        aim: Aim,
        regard: NDArray[np.float64],
    ) -> NDArray[np.floating]:
        merit: NDArray[np.floating] = yes(guessed, aim.bar) @ regard + aim.taste * parts
        return merit

    def _regard(self, aim: Aim) -> NDArray[np.float64]:
        return np.array([aim.regard.get(d, 0.0) for d in self._guesses.delegations])

    def _candidates(self, aim: Aim) -> NDArray[np.intp]:
        """The packages of the pool, as rows, that keep to the aim."""
        pool = self._own.pool
        good = self._own.pooled >= aim.least
        for axis, place in (aim.fixed or {}).items():
            good &= pool.holding[pool.starts[axis] + place]
        for axis, places in (aim.allowed or {}).items():
            good &= pool.holding_one(axis, tuple(places))
        return np.flatnonzero(good)

    def _climb(self, choice: Choice, aim: Aim) -> Choice:
        """Change one clause at a time for as long as that is better and keeps the bound."""
        pool, worth = self._own.pool, self._guesses.worth
        free, regard = self._free(aim), self._regard(aim)
        for _ in range(STEPS):
            # For each column, the package with that column's option in place of the one on its
            # issue: what the others are guessed to get by it, what we get, and whether it may be.
            columns = pool.flat(choice)
            held = worth[columns]
            guessed = np.add.reduce(held) + worth - held.take(pool.axes, axis=0)
            parts = self._own.parts_beside(choice)
            merits = self._merit(guessed, parts, aim, regard)
            best = int(np.where(free & (parts >= aim.least), merits, -np.inf).argmax())
            # A column of the package itself changes nothing.
            if merits[best] <= merits[columns[0]] + TINY:
                break
            axis, place = pool.changes[best]
            choice = (*choice[:axis], place, *choice[axis + 1 :])
        return choice

    def _free(self, aim: Aim) -> NDArray[np.bool_]:
        """Which columns the aim leaves free to be chosen."""
        pool = self._own.pool
        free = np.ones(len(pool.axes), dtype=bool)
        for axis, places in {**(aim.allowed or {}), **dict.fromkeys(aim.fixed or (), ())}.items():
            start = pool.starts[axis]
            free[start : start + pool.space.shape[axis]] = False
            for place in places:
                free[start + place] = True
        return free
