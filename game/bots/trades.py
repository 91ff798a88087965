"""Trades in private talks: which to offer, which to accept, and what has been promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from game.bots.mind import Mind
from game.bots.search import Aim
from game.engine.state import Trade
from game.scenario.model import DelegationId, IssueId, Package

#: How many of the best-looking trades are weighed exactly.
WEIGHED = 3
#: What a trade must seem to bring each side (as a part of what is at stake) to be offered.
TELLING = 0.01
#: From what gain on is a clause taken to be the other's own wish.
WILLING = 0.02


@dataclass(frozen=True)
class Terms:
    """An exchange: the clause that we would accept, and the one that we ask for."""

    gives: dict[IssueId, str]
    asks: dict[IssueId, str]

    @property
    def package(self) -> dict[IssueId, str]:
        """Both clauses."""
        return {**self.gives, **self.asks}


def agreeable(mind: Mind, package: Package) -> bool:
    """Whether we would stand by those clauses for this round.

    They must not go against what we have promised, and must be able to lead to a text that is
    worth to us what we shall hold out for in the middle of this round's drafting.
    """
    promised = mind.promised
    for issue, option in package.items():
        if promised.get(issue, option) != option:
            return False
    after = mind.after({**promised, **package})
    agenda = mind.view.setup.agenda
    fixed = {
        axis: after[axis]
        for axis, issue in enumerate(agenda)
        if issue in package or issue in promised
    }
    found = mind.search.best(Aim(-10, mind.regard, mind.bar, fixed=fixed))
    return found is not None and found.part >= mind.soon


def best_terms(mind: Mind, other: DelegationId) -> Terms | None:
    """The trade with that delegation that serves both best, as far as we can guess.

    Each side gives on an issue where the other gains more; ranked by the product of both gains,
    over the text as it stands.
    """
    tried = [trade.package for trade in _trades_with(mind, other)]
    ranked = sorted(_candidates(mind, other), key=lambda pair: -pair[0])
    weighed = 0
    for _, terms in ranked:
        if terms.package in tried:
            continue
        if agreeable(mind, terms.package):
            return terms
        weighed += 1
        if weighed == WEIGHED:
            break
    return None


def _trades_with(mind: Mind, other: DelegationId) -> Iterator[Trade]:
    pair = {mind.delegation, other}
    for channel in mind.view.channels:
        if set(channel.members) == pair:
            yield from channel.trades


def _candidates(mind: Mind, other: DelegationId) -> Iterator[tuple[float, Terms]]:
    own, theirs = _own_gains(mind), _their_gains(mind, other)
    space = mind.own.pool.space
    axes = range(len(space.agenda))
    for give, ask in product(axes, axes):
        if give == ask:
            continue
        for granted, wanted in product(range(space.shape[give]), range(space.shape[ask])):
            if own[ask][wanted] <= 0 or theirs[give][granted] <= 0 or own[give][granted] > 0:
                continue
            if theirs[ask][wanted] > WILLING:
                # They want it themselves, it seems: nothing need be given for it.
                continue
            ours = own[give][granted] + own[ask][wanted]
            others = theirs[give][granted] + theirs[ask][wanted]
            if ours > TELLING and others > TELLING:
                yield (
                    ours * others,
                    Terms(
                        {space.agenda[give]: space.options[give][granted]},
                        {space.agenda[ask]: space.options[ask][wanted]},
                    ),
                )


def _own_gains(mind: Mind) -> list[list[float]]:
    """What each option brings us over the text as it stands (as a part of what is at stake)."""
    return [
        [(value - values[here]) / mind.own.span for value in values]
        for values, here in zip(mind.own.stakes, mind.standing_choice, strict=True)
    ]


def _their_gains(mind: Mind, other: DelegationId) -> list[list[float]]:
    """The same for another, as we guess."""
    pool, worth = mind.own.pool, mind.guesses.of(other)
    gains = []
    for start, length, here in zip(
        pool.starts, pool.space.shape, mind.standing_choice, strict=True
    ):
        row: NDArray[np.float64] = worth[start : start + length]
        gains.append((row - row[here]).tolist())
    return gains
