"""Between a delegation and its capital: leave to cross red lines, and directives."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.engine.entries import Cable
from game.scenario.model import ObjectiveId, RedLine
from game.web.present.brief import possible_points
from game.web.present.crises import CrisisCard, crises
from game.web.present.stage import Clock, Stage


@dataclass(frozen=True)
class CableHead:
    """What stands above a cable; the attributes of the ``cable`` piece."""

    sender: str
    recipient: str
    classification: str
    subject: str


@dataclass(frozen=True)
class Exchange:
    """A request to the capital and, once it is ``answered``, what the capital said."""

    request: CableHead
    text: str
    author: str
    time: str
    clock: Clock
    status: str
    answer: CableHead
    reason: str
    reply: str

    @property
    def answered(self) -> bool:
        """Whether the capital has answered."""
        return self.status != "open"


@dataclass(frozen=True)
class Line:
    """A red line that the agenda could cross.

    ``state`` is "forbidden", "open" (a cable is under way), "granted" or "refused"; ``moves_it`` is
    what would move the capital, empty where it never gives way. ``crossed_by`` are the clauses that
    cross it together; ``crossing`` says that the text as it stands does.
    """

    id: str
    text: str
    state: str
    points: int
    standing: int
    leave_costs: int
    crossed_by: tuple[str, ...]
    crossing: bool
    moves_it: str
    why_not: str | None
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True)
class Shift:
    """What an objective could bring before and after a directive (points of 100)."""

    title: str
    before: int
    after: int


@dataclass(frozen=True)
class Directive:
    """A cable that the capital sent of itself, and how it changed what counts."""

    head: CableHead
    card: CrisisCard
    shifts: tuple[Shift, ...]


def lines(stage: Stage) -> tuple[Line, ...]:
    """The red lines that the agenda could cross."""
    agenda = set(stage.view.setup.agenda)
    found = stage.structure.delegation(stage.own).red_lines
    return tuple(_line(stage, line) for line in found if agenda.issuperset(line.when))


def awaited(stage: Stage) -> bool:
    """Whether the capital has a cable of ours before it."""
    return any(cable.status == "open" for cable in stage.view.cables.values())


def _line(stage: Stage, line: RedLine) -> Line:
    exchanges = [cable for cable in stage.view.cables.values() if cable.red_line == line.id]
    held = stage.in_force()
    state = exchanges[-1].status if exchanges else "forbidden"
    return Line(
        id=line.id,
        text=stage.texts.red_lines[stage.own][line.id],
        state=state,
        points=line.points,
        standing=line.standing,
        leave_costs=line.mandate.cost if line.mandate else 0,
        crossed_by=tuple(_clause(stage, issue, line.when[issue]) for issue in line.when),
        crossing=all(held[issue] in options for issue, options in line.when.items()),
        moves_it=stage.texts.mandates.get(stage.own, {}).get(line.id, ""),
        why_not=stage.refusal(stage.possible.cables[line.id]),
        exchanges=tuple(_exchange(stage, cable) for cable in reversed(exchanges)),
    )


def _clause(stage: Stage, issue: str, options: tuple[str, ...]) -> str:
    labels = stage.word("lists", "or").join(stage.option(issue, option) for option in options)
    return stage.word("lists", "clause").format(issue=stage.issue(issue), option=labels)


def _exchange(stage: Stage, cable: Cable) -> Exchange:
    subject = stage.texts.red_lines[stage.own][cable.red_line]
    open_ = cable.status == "open"
    waits = stage.view.setup.timings
    total = waits.cable if stage.view.setup.rules.capitals == "rule" else waits.decision
    return Exchange(
        request=_head(stage, subject, incoming=False),
        text=cable.text,
        author=stage.name(cable.by),
        time=stage.time(cable.at),
        clock=stage.clock(cable.deadline if open_ else None, total, stage.word("clocks", "cable")),
        status=cable.status,
        answer=_head(stage, subject, incoming=True),
        reason=stage.word("cable_reasons", cable.reason) if cable.reason else "",
        reply=cable.reply,
    )


def _head(stage: Stage, subject: str, *, incoming: bool) -> CableHead:
    text = stage.texts.delegations[stage.own]
    ends = (text.capital, stage.word("cables", "delegation").format(name=text.name))
    sender, recipient = ends if incoming else ends[::-1]
    return CableHead(sender, recipient, stage.word("cables", "classification"), subject)


def directives(stage: Stage) -> tuple[Directive, ...]:
    """What the capital ordered, newest first."""
    return tuple(directive(stage, card) for card in crises(stage) if card.private)


def directive(stage: Stage, card: CrisisCard) -> Directive:
    """A private card as a cable from the capital."""
    return Directive(
        head=_head(stage, card.headline, incoming=True),
        card=card,
        shifts=_shifts(stage, card.id),
    )


def _shifts(stage: Stage, inject: str) -> tuple[Shift, ...]:
    """How the directive changed what the objectives can bring; only those that it changed."""
    course = [shift for shift in stage.view.weights_course if shift.delegation == stage.own]
    place = next((i for i, shift in enumerate(course) if shift.inject == inject), None)
    if place is None:
        return ()
    agenda = stage.view.setup.agenda
    first = course[place - 1].weights if place else None
    before = possible_points(stage.structure, agenda, stage.own, first)
    after = possible_points(stage.structure, agenda, stage.own, course[place].weights)
    return tuple(
        Shift(text.title, before.get(id_, 0), after.get(id_, 0))
        for id_, text in stage.texts.objectives[stage.own].items()
        if before.get(id_, 0) != after.get(id_, 0)
    )


def weights_now(stage: Stage) -> Mapping[ObjectiveId, int] | None:
    """The weights that the last directive set; None while the scenario's hold."""
    course = [shift for shift in stage.view.weights_course if shift.delegation == stage.own]
    return course[-1].weights if course else None
