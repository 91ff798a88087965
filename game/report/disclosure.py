"""What of a table's figures a viewer may see: by allow-list, chapter by chapter.

Once a game is over a student sees what was public, what the own delegation knew, and what the
instructor has opened of the rest. Each field of the figures says what of it that is, by a function
of this module or its own; one that says nothing cannot be disclosed at all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from game.engine.choices import Chapter
from game.report.figures.bargaining import Bargaining, Bid
from game.report.figures.capital import AccordFigure, CableFigure, MoveFigure
from game.report.figures.card import Card
from game.report.figures.crises import Answer, CrisisFigure
from game.report.figures.history import Precedent
from game.report.figures.lineage import Clause
from game.report.figures.promises import Commitment, Promise
from game.report.figures.scores import Score, Yardsticks
from game.report.figures.story import Happening, Moment
from game.report.figures.talks import Circle, Talks
from game.report.figures.turns import Turn
from game.report.figures.value import Value
from game.report.figures.votes import Votes
from game.scenario.model import DelegationId

if TYPE_CHECKING:
    from game.report.figures.table import Facts, TableFigures

#: What a report card tells of: opened together, or not at all.
CARD: frozenset[Chapter] = frozenset({"scores", "objectives", "accords", "cables"})

#: What turns tell of: what a text is worth, and accords and leaves by which that changed.
TURNS: frozenset[Chapter] = frozenset({"objectives", "accords", "cables"})


@dataclass(frozen=True)
class Reader:
    """Whose eyes: a delegation's, or nobody's (None); ``opened`` are the chapters open to it."""

    delegation: DelegationId | None
    opened: frozenset[Chapter]

    def knows(self, delegation: DelegationId) -> bool:
        """Whether it is the reader's own delegation."""
        return delegation == self.delegation

    def sees(self, delegation: DelegationId, chapter: Chapter) -> bool:
        """Whether it is the own delegation's, or the chapter is open."""
        return self.knows(delegation) or chapter in self.opened


#: What of a figure its reader may know.
Known: TypeAlias = Callable[[Any, Reader], object]
_KNOWN = "known"


def known(part: Known) -> Mapping[str, Known]:
    """What a field of figures says of its disclosure."""
    return {_KNOWN: part}


def disclosed(figures: "TableFigures", reader: Reader) -> "TableFigures":
    """The figures as far as the reader may know them. KeyError if a field does not say."""
    parts: dict[str, Any] = {
        part.name: part.metadata[_KNOWN](getattr(figures, part.name), reader)
        for part in fields(figures)
    }
    return replace(figures, **parts)


def public(found: object, _reader: Reader) -> object:
    """All of it, for everybody."""
    return found


def facts(found: "Facts", _reader: Reader) -> "Facts":
    """Not how much happened in all, some of it in secret."""
    return replace(found, events=0)


def story(found: Sequence[Happening], reader: Reader) -> tuple[Happening, ...]:
    """What the reader knew of, or what is opened."""
    return tuple(told for told in found if _tells(told, reader))


def moments(found: Sequence[Moment], reader: Reader) -> tuple[Moment, ...]:
    """What a text was worth tells of objectives, standing of the capital."""
    return tuple(_moment(moment, reader) for moment in found)


def turns(found: Sequence[Turn], reader: Reader) -> tuple[Turn, ...]:
    """The own ones."""
    return tuple(t for t in found if reader.knows(t.delegation) or reader.opened >= TURNS)


def clauses(found: Sequence[Clause], reader: Reader) -> tuple[Clause, ...]:
    """Not who voted how where that is sealed."""
    return tuple(_clause(clause, reader) for clause in found)


def scores(found: Sequence[Score], reader: Reader) -> tuple[Score, ...]:
    """When they are opened; their reasons tell of objectives."""
    if "scores" not in reader.opened:
        return ()
    return tuple(
        score
        if reader.sees(score.delegation, "objectives")
        else replace(score, objectives=(), charges={}, weights=())
        for score in found
    )


def yardsticks(
    found: Mapping[DelegationId, Yardsticks], reader: Reader
) -> dict[DelegationId, Yardsticks]:
    """The own ones, which pages show from the beginning."""
    return {d: one for d, one in found.items() if reader.sees(d, "objectives")}


def promises(found: Sequence[Promise], reader: Reader) -> tuple[Promise, ...]:
    """What the reader knew of."""
    return tuple(promise for promise in found if _promised(promise, reader))


def commitments(found: Sequence[Commitment], reader: Reader) -> tuple[Commitment, ...]:
    """The own ones."""
    return tuple(one for one in found if reader.sees(one.delegation, "accords"))


def crises(found: Sequence[CrisisFigure], reader: Reader) -> tuple[CrisisFigure, ...]:
    """Those that all saw or the reader's capital sent; what answers were worth is secret."""
    return tuple(
        _crisis(crisis, reader)
        for crisis in found
        if not crisis.known_to or any(reader.sees(d, "cables") for d in crisis.known_to)
    )


def cables(found: Sequence[CableFigure], reader: Reader) -> tuple[CableFigure, ...]:
    """The own ones."""
    return tuple(cable for cable in found if reader.sees(cable.delegation, "cables"))


def moves(found: Sequence[MoveFigure], reader: Reader) -> tuple[MoveFigure, ...]:
    """Those that all saw, that were exposed, and the own ones."""
    return tuple(move for move in found if _made(move, reader))


def accords(found: Sequence[AccordFigure], reader: Reader) -> tuple[AccordFigure, ...]:
    """Those that all saw, and the own ones."""
    return tuple(_accord(accord, reader) for accord in found if _offered(accord, reader))


def precedents(found: Sequence[Precedent], reader: Reader) -> tuple[Precedent, ...]:
    """What the texts of history would have been worth to others tells of objectives."""
    if "objectives" in reader.opened:
        return tuple(found)
    return tuple(replace(one, worth=_own(one.worth, reader), willing=()) for one in found)


def value(found: Value | None, reader: Reader) -> Value | None:
    """It tells of everybody's objectives and scores."""
    return found if {"scores", "objectives"} <= reader.opened else None


def cards(found: Sequence[Card], reader: Reader) -> tuple[Card, ...]:
    """The own one with the scores."""
    return tuple(
        _card(card, reader)
        for card in found
        if reader.opened >= CARD or (reader.knows(card.delegation) and "scores" in reader.opened)
    )


def _card(card: Card, reader: Reader) -> Card:
    """What the table made together tells of everybody's objectives (see ``value``)."""
    return card if {"scores", "objectives"} <= reader.opened else replace(card, created=None)


def _own(values: Mapping[DelegationId, int], reader: Reader) -> dict[DelegationId, int]:
    return {d: value for d, value in values.items() if reader.knows(d)}


def _tells(told: Happening, reader: Reader) -> bool:
    if told.known_to is None or reader.delegation in told.known_to:
        return True
    return told.chapter is not None and told.chapter in reader.opened


def _moment(moment: Moment, reader: Reader) -> Moment:
    return replace(
        moment,
        worth={d: w for d, w in moment.worth.items() if reader.sees(d, "objectives")},
        standing={d: s for d, s in moment.standing.items() if reader.sees(d, "cables")},
    )


def _clause(clause: Clause, reader: Reader) -> Clause:
    return replace(
        clause,
        motions=tuple(
            replace(
                motion,
                ballots={
                    d: ballot
                    for d, ballot in motion.ballots.items()
                    if not motion.sealed or reader.knows(d)
                },
            )
            for motion in clause.motions
        ),
    )


def bargaining(found: Bargaining, reader: Reader) -> Bargaining:
    """Worth and willingness tell preferences; without them only own figures are left."""
    if "objectives" in reader.opened:
        return replace(found, bids=tuple(map(_unsigned, found.bids)), blocks=found.blocks)
    return Bargaining(
        bids=tuple(
            replace(
                _unsigned(bid),
                worth=_own(bid.worth, reader),
                level={d: level for d, level in bid.level.items() if reader.knows(d)},
                step=None,
                willing=tuple(d for d in bid.willing if reader.knows(d)),
            )
            for bid in found.bids
        ),
        anchors={d: level for d, level in found.anchors.items() if reader.knows(d)},
        first_for_all=None,
        available=found.available,
        blocks=(),
    )


def _unsigned(bid: Bid) -> Bid:
    """Sealed ballots stay sealed whatever is opened."""
    return replace(bid, accepted=(), opposed=()) if bid.sealed else bid


def votes(found: Votes | None, reader: Reader) -> Votes | None:
    """Who voted with whom is public, unless votes are sealed; who had reason to is not."""
    if found is None or found.sealed:
        return None
    if "objectives" in reader.opened:
        return found
    return replace(found, pairs=tuple(replace(pair, could=None) for pair in found.pairs))


def talks(found: Talks, reader: Reader) -> Talks:
    """That delegations met is public, unless they met discreetly; what about is not."""
    if "talks" in reader.opened:
        return found
    return Talks(
        circles=tuple(
            circle
            if reader.delegation in circle.members
            else replace(
                circle,
                held=tuple(replace(meeting, said=()) for meeting in circle.held),
                messages={},
                issues={},
            )
            for circle in found.circles
            if _met(circle, reader)
        ),
        ties=(),
        plenary=found.plenary,
        plenary_issues=found.plenary_issues,
    )


def _met(circle: Circle, reader: Reader) -> bool:
    return circle.public or reader.delegation in circle.members


def _promised(promise: Promise, reader: Reader) -> bool:
    """What was really done is opened to all with the end of the game, as on every page."""
    return not promise.known_to or any(reader.sees(d, "accords") for d in promise.known_to)


def _crisis(crisis: CrisisFigure, reader: Reader) -> CrisisFigure:
    return replace(crisis, answers=tuple(_answer(a, reader) for a in crisis.answers))


def _answer(answer: Answer, reader: Reader) -> Answer:
    if reader.sees(answer.delegation, "objectives"):
        return answer
    return replace(answer, worth={}, rating=None, displeased=False)


def _made(move: MoveFigure, reader: Reader) -> bool:
    hidden = move.secret and move.exposed_by is None
    return not hidden or reader.sees(move.delegation, "moves")


def _offered(accord: AccordFigure, reader: Reader) -> bool:
    return accord.public or any(reader.sees(d, "accords") for d in accord.parties)


def _accord(accord: AccordFigure, reader: Reader) -> AccordFigure:
    """To others than its parties a public accord does not tell who offered it."""
    if any(reader.sees(d, "accords") for d in accord.parties):
        return accord
    return replace(accord, delegation=None)
