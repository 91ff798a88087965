"""Trades in private talks: which to offer, which to accept, and what has been promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from game.bots.mind import Mind
from game.bots.search import Aim
from game.engine.entries import Trade
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

    They must not go against each other or what we have promised, and must be able to lead to a
    text that is worth to us what we shall hold out for in the middle of this round's drafting.
    """
    promised = mind.promised
    for issue, option in package.items():
        if promised.get(issue, option) != option:
            return False
    if mind.structure.conflicts_in({**promised, **package}):
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
    fresh = (terms for terms in _ranked(mind, other) if terms.package not in tried)
    return next((terms for terms in islice(fresh, WEIGHED) if agreeable(mind, terms.package)), None)


def _trades_with(mind: Mind, other: DelegationId) -> Iterator[Trade]:
    pair = {mind.delegation, other}
    for channel in mind.view.channels.values():
        if set(channel.members) == pair:
            yield from channel.trades


def _ranked(mind: Mind, other: DelegationId) -> Iterator[Terms]:
    """The trades that seem to bring both something, those first that bring both most."""
    pool = mind.own.pool
    own, theirs = _own_gains(mind), _their_gains(mind, other)
    # What we would give costs us something and brings them more; what we ask is the reverse.
    gives = np.flatnonzero((theirs > 0) & (own <= 0))
    # What they want themselves, it seems, needs nothing in return.
    asks = np.flatnonzero((own > 0) & (theirs <= WILLING))
    ours = own[gives][:, np.newaxis] + own[asks]
    others = theirs[gives][:, np.newaxis] + theirs[asks]
    apart = pool.axes[gives][:, np.newaxis] != pool.axes[asks]
    found = np.argwhere(apart & (ours > TELLING) & (others > TELLING))
    products = (ours * others)[found[:, 0], found[:, 1]]
    for give, ask in found[np.argsort(-products, kind="stable")].tolist():
        yield Terms(_clause(mind, int(gives[give])), _clause(mind, int(asks[ask])))


def _clause(mind: Mind, column: int) -> dict[IssueId, str]:
    pool = mind.own.pool
    axis, place = int(pool.axes[column]), int(pool.places[column])
    return {pool.space.agenda[axis]: pool.space.options[axis][place]}


def _own_gains(mind: Mind) -> NDArray[np.float64]:
    """What each option brings us over the text as it stands (as a part of what is at stake)."""
    return _over_the_text(mind, mind.own.stakes_by_column) / mind.own.span


def _their_gains(mind: Mind, other: DelegationId) -> NDArray[np.float64]:
    """The same for another, as we guess."""
    return _over_the_text(mind, mind.guesses.of(other))


def _over_the_text(mind: Mind, values: NDArray[np.float64]) -> NDArray[np.float64]:
    pool = mind.own.pool
    here = values[pool.flat(mind.standing_choice)]
    gains: NDArray[np.float64] = values - here.take(pool.axes)
    return gains
