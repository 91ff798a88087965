"""Who voted with whom, beside who could have."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from game.engine.choices import Ballot
from game.report.figures.bargaining import Bargaining, Bid
from game.report.figures.played import Played
from game.scenario.model import DelegationId


@dataclass(frozen=True)
class Pair:
    """In how many roll-calls both said yes or no, in how many of these the same.

    ``could`` counts those in which to both the text with the proposal in it was worth at least
    what no deal is: where they had reason to say yes together.
    """

    pair: tuple[DelegationId, DelegationId]
    both: int
    together: int
    could: int


@dataclass(frozen=True)
class Votes:
    """All closed roll-calls; ``sealed`` where votes were anonymous, for the instructor alone."""

    pairs: tuple[Pair, ...]
    roll_calls: int
    carried: int
    sealed: bool


def votes(played: Played, bargained: Bargaining) -> Votes:
    """Count over the roll-calls that were closed; abstentions side with nobody."""
    closed = [bid for bid in bargained.bids if bid.status in ("carried", "failed")]
    return Votes(
        pairs=tuple(_pairs(played, closed)),
        roll_calls=len(closed),
        carried=sum(bid.status == "carried" for bid in closed),
        sealed=played.final.setup.rules.votes != "open",
    )


def _pairs(played: Played, closed: list[Bid]) -> Iterator[Pair]:
    for one, other in combinations(played.delegations, 2):
        both = together = could = 0
        for bid in closed:
            ballots = played.final.proposals[bid.proposal].ballots
            mine, theirs = ballots.get(one), ballots.get(other)
            could += one in bid.willing and other in bid.willing
            if _sides(mine) and _sides(theirs):
                both += 1
                together += mine == theirs
        yield Pair((one, other), both, together, could)


def _sides(ballot: Ballot | None) -> bool:
    return ballot in ("accept", "reject")
