"""What the others seem to want, from what they tabled, voted and said within our hearing.

Each of the others is taken to value a package by a sum over its clauses, on our own scale: 0 is no
deal, 1 the best. At first nothing is known but that neighbouring options (a clause runs from the
least to the most) are liked alike. Words shift what is expected; what somebody tables is worth to
it what one holds out for at that hour; and a vote says on which side of that line a package lies.
That makes a Bayesian linear regression with one pass of expectation propagation for the votes
(Minka 2001), a few dozen rows for each of the others. Nobody's file is looked into.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import erf, exp, pi, sqrt
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.bots.hearing import Ear
from game.bots.valuation import Pool
from game.engine.draws import Draws
from game.engine.entries import Proposal
from game.engine.state import TableState
from game.scenario.model import DelegationId, IssueId, OptionId, Package

#: How alike options one and two steps away are.
NEIGHBOURS = (1.0, 0.6, 0.25)
#: How widely packages differ in worth to a delegation (standard deviation) before we know it.
SPREAD = 0.45
#: What a clause spoken of is worth more than others of its issue, for the first word about it.
SPOKEN = 0.35
#: Early words show wishes, late ones concessions: each counts this much less the part passed.
EARLY = 1.5
#: How much as words a clause counts that is asked for in a trade, and one that is given.
ASKED, GIVEN = 1.5, 0.5
#: How much above the line somebody's own proposal lies, and how sure of that we are.
ABOVE, SURE = 0.06, 0.2
#: The line of an average delegation: what it holds out for falls from the one to the other.
LINE_TOP, LINE_FLOOR = 0.95, 0.05
#: How sharply a package's being above somebody's line makes a yes likely.
SHARPNESS = 0.18
#: Votes that tell less than this (as a part of what we are unsure of) are left out.
TELLING = 0.02
#: A text on this part of the agenda is voted on as a whole; one on less, as a part of a text.
WHOLE = 0.7
#: How likely somebody is taken to say yes to everything, and how often the others say yes.
PLIANT, WILLING = 0.1, 0.5


def line(t: float) -> float:
    """What an average delegation holds out for at that part of the talks."""
    return LINE_FLOOR + (LINE_TOP - LINE_FLOOR) * (1 - t)


class Sign(NamedTuple):
    """That a package is worth about so much to somebody, with this precision (1/variance)."""

    worth: float
    precision: float


@dataclass(frozen=True, eq=False)
class Guesses:
    """What the others are taken to want: ``worth`` has a row an option and a column each.

    A package's worth to somebody is the sum over its options.
    """

    delegations: tuple[DelegationId, ...]
    worth: NDArray[np.float64]

    def of(self, delegation: DelegationId) -> NDArray[np.float64]:
        """The worths of one of them."""
        return self.worth[:, self.delegations.index(delegation)]


def guess(view: TableState, pool: Pool, ear: Ear, own: DelegationId) -> Guesses:
    """Guess what each of the others wants."""
    others = tuple(d for d in view.setup.delegations if d != own)
    spoken = _spoken_of(view, ear, pool, own)
    tabled = [(p, tuple(pool.named(package)), bar) for p, package, bar in _texts(view)]
    columns = [
        _believed(pool, tuple(spoken[other]), tuple(_positions(tabled, other))) for other in others
    ]
    return Guesses(others, np.ascontiguousarray(np.array(columns).T))


@lru_cache(maxsize=1_024)
def _believed(
    pool: Pool, spoken: tuple[float, ...], positions: tuple["Position", ...]
) -> NDArray[np.float64]:
    """The options' worths to somebody who has spoken so and taken those positions.

    Kept, since most of what happens tells nothing new of most of them, and all hear much alike.
    """
    expected = _expected(pool, spoken)
    if not positions:
        return expected
    rows = np.zeros((len(positions), len(expected)))
    for row, position in zip(rows, positions, strict=True):
        row[list(position.columns)] = 1
    signs = list(map(_sign, positions, (rows @ expected).tolist()))
    telling = [number for number, sign in enumerate(signs) if sign is not None]
    return _regress(
        _prior(pool), expected, rows[telling], [sign for sign in signs if sign is not None]
    )


@lru_cache(maxsize=16)
def _prior(pool: Pool) -> NDArray[np.float64]:
    """How the options' worths vary together before anything is known."""
    prior: NDArray[np.float64] = SPREAD**2 / len(pool.starts) * pool.spread(NEIGHBOURS)
    return prior


def ignorance(pool: Pool, others: tuple[DelegationId, ...]) -> Guesses:
    """What those others want, to somebody who has not listened: every option is worth the same."""
    return Guesses(others, np.zeros((pool.columns.shape[1], len(others))))


def _when(proposal: Proposal, view: TableState) -> float:
    """The part of all drafting over when it was tabled; of past rounds, their middle is taken."""
    phase, rounds = view.phase, view.setup.rounds
    inside = 0.5
    if proposal.round == phase.step.round and phase.deadline is not None:
        length = phase.deadline - phase.opened_at
        inside = max(0.0, min(1.0, (proposal.at - phase.opened_at) / length))
    return (proposal.round - 1 + inside) / rounds


# --- words -------------------------------------------------------------------------------------


def _spoken_of(
    view: TableState, ear: Ear, pool: Pool, own: DelegationId
) -> defaultdict[DelegationId, list[float]]:
    """How lively each of the others has spoken of every option within our hearing."""
    counts: defaultdict[DelegationId, list[float]] = defaultdict(lambda: [0.0] * len(pool.axes))
    for said in view.statements:
        if said.delegation is not None and said.delegation != own:
            lively = EARLY - max(0.0, said.round - 0.5) / view.setup.rounds
            for axis, place in ear.hear(said.text):
                counts[said.delegation][pool.starts[axis] + place] += lively
    for message in (m for channel in view.channels.values() for m in channel.messages):
        if message.delegation != own:
            for axis, place in ear.hear(message.text):
                counts[message.delegation][pool.starts[axis] + place] += 1.0
    for delegation, package, weight in _traded(view):
        if delegation != own:
            for column in pool.named(package):
                counts[delegation][column] += weight
    return counts


def _traded(view: TableState) -> Iterator[tuple[DelegationId, Package, float]]:
    """Who has named which clauses in trades, and how much each counts.

    What somebody asks for it wants; what it would give in return it can live with.
    """
    for trade in (trade for channel in view.channels.values() for trade in channel.trades):
        yield trade.delegation, trade.asks, ASKED
        yield trade.delegation, trade.gives, GIVEN


def _expected(pool: Pool, spoken: Sequence[float]) -> NDArray[np.float64]:
    """What is expected of every option after those words; repetition adds ever less."""
    raised = SPOKEN * np.sqrt(spoken) @ pool.spread(NEIGHBOURS)
    means = np.add.reduceat(raised, pool.starts) / pool.space.shape
    expected: NDArray[np.float64] = raised - means[pool.axes]
    return expected


# --- proposals and votes -----------------------------------------------------------------------


def _texts(view: TableState) -> Iterator[tuple[Proposal, Package, float]]:
    """The proposals, each with the clauses that would have stood and what they are held against.

    That is the line of the hour for a text on most of the agenda. Of a part of a text it is as
    large a part of that line, since those who vote on it look to what else may come.
    """
    text: dict[IssueId, OptionId] = {}
    for proposal in view.proposals.values():
        after = {**text, **proposal.package}
        covered = len(after) / len(view.setup.agenda)
        yield proposal, after, line(_when(proposal, view)) * (1.0 if covered >= WHOLE else covered)
        if proposal.status == "carried":
            text = after


class Position(NamedTuple):
    """What somebody did about a package (its ``columns``), and the line of that hour."""

    columns: tuple[int, ...]
    bar: float
    did: Literal["tabled", "accept", "reject"]


def _positions(
    tabled: Iterable[tuple[Proposal, tuple[int, ...], float]], delegation: DelegationId
) -> Iterator[Position]:
    """What a delegation did about each of the proposals: its own, and its votes on the others'."""
    for proposal, columns, bar in tabled:
        ballot = proposal.ballots.get(delegation)
        if proposal.delegation == delegation:
            yield Position(columns, bar, "tabled")
        elif ballot in ("accept", "reject"):
            yield Position(columns, bar, ballot)


def _sign(position: Position, mean: float) -> Sign | None:
    """What a position on a package tells of whoever took it, to whom we took it to be worth so."""
    if position.did == "tabled":
        return Sign(position.bar + ABOVE, 1 / SURE**2)
    return _of_a_vote(mean, position.bar, position.did == "accept")


def _of_a_vote(mean: float, bar: float, above: bool) -> Sign | None:
    """The site of a vote: what turns the expectation into that of a normal cut off at the bar."""
    sign = 1.0 if above else -1.0
    z = sign * (mean - bar) / SPREAD
    mass = max(1e-6, 0.5 * (1 + erf(z / sqrt(2))))
    pull = exp(-z * z / 2) / sqrt(2 * pi) / mass
    kept = 1 - pull * (pull + z)
    if 1 - kept < TELLING:
        return None
    variance = SPREAD**2
    cut, left = mean + sign * SPREAD * pull, variance * max(kept, 0.05)
    precision = 1 / left - 1 / variance
    return Sign((cut / left - mean / variance) / precision, precision)


def _regress(
    prior: NDArray[np.float64],
    expected: NDArray[np.float64],
    rows: NDArray[np.float64],
    signs: Sequence[Sign],
) -> NDArray[np.float64]:
    """The options' worths after the signs: the posterior mean of a linear model.

    ``rows`` has a 1 for each option in the package that a sign is about.
    """
    if not signs:
        return expected
    worth, precision = np.array(signs).T
    gain = prior @ rows.T
    spread = rows @ gain
    # What each sign leaves open lies on the diagonal.
    spread.flat[:: len(spread) + 1] += 1 / precision
    posterior: NDArray[np.float64] = expected + gain @ np.linalg.solve(
        spread, worth - rows @ expected
    )
    return posterior


def pliancy(view: TableState) -> dict[DelegationId, float]:
    """How sure it seems (0–1) of each delegation that it will say yes to whatever is tabled.

    By Bayes' rule from its votes on the others' proposals: each yes makes it likelier, and one no
    shows that it is not so.
    """
    sure: dict[DelegationId, float] = {}
    for delegation in view.setup.delegations:
        tabled = view.proposals.values()
        votes = [p.ballots.get(delegation) for p in tabled if p.delegation != delegation]
        if "reject" in votes:
            sure[delegation] = 0.0
        else:
            average = (1 - PLIANT) * WILLING ** votes.count("accept")
            sure[delegation] = PLIANT / (PLIANT + average)
    return sure


# --- errors ------------------------------------------------------------------------------------


def misread(found: Guesses, most: float, draws: Draws, own: DelegationId) -> Guesses:
    """The guesses with the errors of judgement that we make in this game.

    Each option's worth to each of the others is off by up to ``most``, the same all game: nobody
    reads people perfectly, and machines that did would sign the same text every time.
    """
    drawn = tuple([draws.fraction(f"{own} misreads {d}") for d in found.delegations])
    return Guesses(found.delegations, found.worth + most * _errors(drawn, len(found.worth)))


@lru_cache(maxsize=512)
def _errors(drawn: tuple[float, ...], count: int) -> NDArray[np.float64]:
    """A column of so many numbers in [-1, 1) for each draw: a draw a number would be slow."""
    columns = [np.random.default_rng(int(one * 2**52)).random(count) for one in drawn]
    return 2 * np.stack(columns, axis=1) - 1


def yes(worth: NDArray[np.floating], bar: float) -> NDArray[np.floating]:
    """The logarithm of how likely a package of that worth is taken by somebody with that line."""
    # Several times as quick as ``logaddexp``, which also serves numbers far beyond any worth.
    logged: NDArray[np.floating] = bar - worth
    logged /= SHARPNESS
    np.exp(logged, out=logged)
    np.log1p(logged, out=logged)
    np.negative(logged, out=logged)
    return logged
