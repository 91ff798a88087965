"""What of a table's figures a viewer may see: by allow-list, chapter by chapter.

Once a game is over a student sees what was public, what the own delegation knew, and what the
instructor has opened of the rest. Nothing gets into the disclosed figures unless it is named here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from game.engine.choices import Chapter
from game.report.figures.bargaining import Bargaining, Bid
from game.report.figures.capital import AccordFigure, MoveFigure
from game.report.figures.card import Card
from game.report.figures.crises import Answer, CrisisFigure
from game.report.figures.lineage import Clause
from game.report.figures.promises import Promise
from game.report.figures.story import Happening, Moment
from game.report.figures.table import TableFigures
from game.report.figures.talks import Circle, Talks
from game.report.figures.votes import Votes
from game.scenario.model import DelegationId

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


def disclosed(figures: TableFigures, reader: Reader) -> TableFigures:
    """The figures as far as the reader may know them."""
    opened = reader.opened
    return TableFigures(
        facts=replace(figures.facts, events=0),
        story=tuple(told for told in figures.story if _tells(told, reader)),
        moments=tuple(_moment(moment, reader) for moment in figures.moments),
        course=figures.course,
        turns=tuple(t for t in figures.turns if reader.knows(t.delegation) or opened >= TURNS),
        clauses=tuple(_clause(clause, reader) for clause in figures.clauses),
        scores=tuple(
            score
            if reader.sees(score.delegation, "objectives")
            else replace(score, objectives=(), charges={}, weights=())
            for score in figures.scores
            if "scores" in opened
        ),
        bargaining=_bargaining(figures.bargaining, reader),
        votes=_votes(figures, reader),
        talks=_talks(figures.talks, reader),
        promises=tuple(p for p in figures.promises if _promised(p, reader)),
        commitments=tuple(c for c in figures.commitments if reader.sees(c.delegation, "accords")),
        crises=tuple(
            _crisis(crisis, reader)
            for crisis in figures.crises
            if not crisis.known_to or any(reader.sees(d, "cables") for d in crisis.known_to)
        ),
        cables=tuple(c for c in figures.cables if reader.sees(c.delegation, "cables")),
        moves=tuple(m for m in figures.moves if _made(m, reader)),
        accords=tuple(_accord(a, reader) for a in figures.accords if _offered(a, reader)),
        precedents=tuple(
            precedent
            if "objectives" in opened
            else replace(precedent, worth=_own(precedent.worth, reader), willing=())
            for precedent in figures.precedents
        ),
        value=figures.value if {"scores", "objectives"} <= opened else None,
        cards=tuple(
            _card(card, reader)
            for card in figures.cards
            if opened >= CARD or (reader.knows(card.delegation) and "scores" in opened)
        ),
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


def _bargaining(found: Bargaining, reader: Reader) -> Bargaining:
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


def _votes(figures: TableFigures, reader: Reader) -> Votes | None:
    found = figures.votes
    if found is None or found.sealed:
        return None
    if "objectives" in reader.opened:
        return found
    return replace(found, pairs=tuple(replace(pair, could=0) for pair in found.pairs))


def _talks(found: Talks, reader: Reader) -> Talks:
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
