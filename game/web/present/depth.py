"""One table in depth: every delegation's secrets beside the others', for the instructor alone.

Each function refuses any other viewer's stage (ValueError), whatever template asks for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from game.engine.results import result_of
from game.engine.state import TableState
from game.engine.views import ViewerKind
from game.messages import words
from game.scenario.model import DelegationId, IndicatorId, InjectId
from game.web.present.seats import Seat
from game.web.present.stage import Party, Stage
from game.web.present.worth import WorthBar, gain, result_bar, worth_to


@dataclass(frozen=True)
class Figure:
    """How a delegation stands: by the joint text as it is, or at the end by what came of it.

    ``crossed`` are the red lines that the text crosses, in the capital's words; ``order`` the
    issues as the delegation ranked them.
    """

    delegation: Party
    bar: WorthBar
    standing: int
    standing_by: int
    ready: bool
    order: tuple[str, ...]


@dataclass(frozen=True)
class Appraised:
    """What a proposal would make of a delegation's score if it were carried."""

    delegation: Party
    now: WorthBar
    then: WorthBar
    change: str


@dataclass(frozen=True)
class Reply:
    """What a delegation is asked in a crisis, and its answer; None until there is one."""

    delegation: Party
    prompt: str
    answer: str | None
    default: str


def _refuse_others(stage: Stage) -> None:
    if stage.viewer.kind is not ViewerKind.INSTRUCTOR:
        raise ValueError("this is for the instructor alone")


def figures(stage: Stage, state: TableState) -> tuple[Figure, ...]:
    """Every delegation's score beside its yardsticks, its standing and the red lines crossed."""
    _refuse_others(stage)
    return tuple(
        Figure(
            delegation=party,
            bar=_final(stage, state, party.id) if stage.over else _by_text(stage, party.id),
            standing=stage.view.standing[party.id],
            standing_by=_last_move(stage, party.id),
            ready=party.id in stage.view.ready,
            order=tuple(stage.issue(i) for i in stage.view.priorities.get(party.id, ())),
        )
        for party in stage.parties
    )


def _by_text(stage: Stage, delegation: DelegationId) -> WorthBar:
    return worth_to(stage, delegation, stage.standing_text())


def _final(stage: Stage, state: TableState, delegation: DelegationId) -> WorthBar:
    lines = stage.texts.red_lines.get(delegation, {})
    crossed = stage.view.crossed.get(delegation, ())
    result = result_of(stage.structure, state, delegation)
    return result_bar(stage, result, tuple(lines[line] for line in crossed))


def _last_move(stage: Stage, delegation: DelegationId) -> int:
    """By how much the delegation's standing moved last."""
    for move in reversed(stage.view.standing_course):
        if move.delegation == delegation:
            return move.after - move.before
    return 0


def appraisals(stage: Stage, proposal_id: str) -> tuple[Appraised, ...]:
    """What the joint text would be worth to each delegation with that proposal in it."""
    _refuse_others(stage)
    proposal = stage.view.proposals[proposal_id]
    text = stage.standing_text()
    found = []
    for party in stage.parties:
        now = worth_to(stage, party.id, text)
        then = worth_to(stage, party.id, {**text, **proposal.package})
        found.append(Appraised(party, now, then, gain(round((then.score - now.score) * 100))))
    return tuple(found)


def replies(stage: Stage, inject: InjectId) -> tuple[Reply, ...]:
    """Who is asked what in that crisis, and has answered what."""
    _refuse_others(stage)
    crisis = stage.view.crises[inject]
    texts = stage.texts.injects[inject].decisions
    return tuple(
        Reply(
            delegation=stage.party(decision.delegation),
            prompt=texts[decision.delegation].prompt,
            answer=texts[decision.delegation].answers.get(
                crisis.answers.get(decision.delegation, "")
            ),
            default=texts[decision.delegation].answers[decision.default],
        )
        for decision in stage.structure.inject(inject).decisions
    )


def recipients(stage: Stage, seats: Iterable[Seat]) -> tuple[tuple[str, str], ...]:
    """Whom a word can be sent to beside everybody: each delegation, then each person."""
    _refuse_others(stage)
    shown = tuple(seats)
    people = [
        (f"{seat.delegation.id}/{person.id}", f"{person.name} ({seat.delegation.short})")
        for seat in shown
        for person in seat.people
    ]
    return (*((seat.delegation.id, seat.delegation.name) for seat in shown), *people)


def indicators(stage: Stage) -> tuple[tuple[IndicatorId, str], ...]:
    """The indicators by name, for what a dispatch does."""
    return tuple((id_, stage.texts.indicators[id_].name) for id_ in stage.view.indicators)


def names(stage: Stage, ids: Iterable[DelegationId]) -> str:
    """Those delegations in short."""
    return ", ".join(stage.party(id_).short for id_ in ids)


def chapters(stage: Stage) -> tuple[tuple[str, str], ...]:
    """The chapters of the debrief and their names."""
    return tuple(words("chapters", stage.language).items())
