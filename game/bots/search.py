"""Looks for the package that the others would most likely take, within what we hold out for.

Among packages of the pool worth to us at least what we hold out for, the one with the highest
guessed chance that all the others say yes (a sum of logarithms) and some regard for our own taste;
then one clause at a time is changed as long as that helps.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

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
        parts = self._own.pooled[rows]
        merit = self._merit(self._own.pool.columns[rows] @ self._guesses.worth, parts, aim)
        start = tuple(self._own.pool.choices[rows[int(np.argmax(merit))]].tolist())
        return self.judge(self._climb(start, aim), aim)

    def judge(self, choice: Choice, aim: Aim) -> Found:
        """Weigh one package."""
        guessed = self._guesses.worth[self._own.pool.flat(choice)].sum(axis=0, keepdims=True)
        part = self._own.part(choice)
        (merit,) = self._merit(guessed, np.array([part]), aim)
        named = dict(zip(self._guesses.delegations, guessed[0].tolist(), strict=True))
        chance = float(np.exp(yes(guessed, aim.bar).sum()))
        return Found(choice, part, named, float(merit), chance)

    def _merit(
        self, guessed: NDArray[np.floating], parts: NDArray[np.floating], aim: Aim
    ) -> NDArray[np.floating]:
        regard = np.array([aim.regard.get(d, 0.0) for d in self._guesses.delegations])
        merit: NDArray[np.floating] = yes(guessed, aim.bar) @ regard + aim.taste * parts
        return merit

    def _candidates(self, aim: Aim) -> NDArray[np.intp]:
        parts, choices = self._own.pooled, self._own.pool.choices
        good = parts >= aim.least
        for axis, place in (aim.fixed or {}).items():
            good &= choices[:, axis] == place
        for axis, places in (aim.allowed or {}).items():
            good &= np.isin(choices[:, axis], list(places))
        return np.flatnonzero(good)

    def _climb(self, choice: Choice, aim: Aim) -> Choice:
        """Change one clause at a time for as long as that is better and keeps the bound."""
        merit = self.judge(choice, aim).merit
        free = self._free(aim)
        starts = np.array(self._own.pool.starts)
        for _ in range(STEPS):
            near = self._neighbours(choice, free)
            parts = self._own.parts(near)
            fitting = np.flatnonzero(parts >= aim.least)
            if not fitting.size:
                break
            guessed = self._guesses.worth[near[fitting] + starts].sum(axis=1)
            merits = self._merit(guessed, parts[fitting], aim)
            best = int(np.argmax(merits))
            if merits[best] <= merit + TINY:
                break
            choice, merit = tuple(near[fitting[best]].tolist()), float(merits[best])
        return choice

    def _free(self, aim: Aim) -> NDArray[np.bool_]:
        """Which columns the aim leaves free to be chosen."""
        axes, places = self._own.pool.axes, self._own.pool.places
        free = ~np.isin(axes, list(aim.fixed or {}))
        for axis, allowed in (aim.allowed or {}).items():
            free &= (axes != axis) | np.isin(places, list(allowed))
        return free

    def _neighbours(self, choice: Choice, free: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The packages one free clause away, a row each."""
        axes, places = self._own.pool.axes, self._own.pool.places
        here = np.array(choice)
        other = np.flatnonzero(free & (places != here[axes]))
        near = np.tile(here, (len(other), 1))
        near[np.arange(len(other)), axes[other]] = places[other]
        return near[self._own.pool.sound(near)]
