"""Carrying out what was agreed: the own duties of this step, and what is seen of everybody's."""

from dataclasses import dataclass

from game.engine.entries import Duty
from game.engine.phases import IMPLEMENTATION_STEPS, PhaseName
from game.scenario.model import Conduct
from game.web.present.stage import Party, Stage

#: What can be done about a duty, from the best to the worst; *suspend* only in answer to a breach.
CONDUCTS: tuple[Conduct, ...] = ("honour", "delay", "break", "suspend")


@dataclass(frozen=True)
class Choice:
    """One way to deal with a duty."""

    id: Conduct
    word: str
    hint: str
    chosen: bool


@dataclass(frozen=True)
class Step:
    """What was done about a duty in a step, empty where unknown, and what was seen of it.

    ``seen`` and ``done`` are conducts; their words stand beside them.
    """

    number: int
    seen: str
    seen_word: str
    done: str
    done_word: str

    @property
    def hidden(self) -> bool:
        """Whether what was done differs from what was seen."""
        return bool(self.done) and self.done != self.seen


@dataclass(frozen=True)
class DutyCard:
    """A duty: whose, what it asks, the clause that it comes from, what became of it so far.

    ``choices`` is empty unless the viewing delegation may choose now. ``seen_by`` are the only ones
    who know of it, empty where all do.
    """

    id: str
    party: Party
    mine: bool
    text: str
    issue: str
    option: str
    accord: str
    seen_by: tuple[Party, ...]
    choices: tuple[Choice, ...]
    steps: tuple[Step, ...]


def step_now(stage: Stage) -> int:
    """The step of implementation that is being played; 0 outside that phase."""
    step = stage.view.phase.step
    return step.round if step.phase is PhaseName.IMPLEMENTATION else 0


def steps(stage: Stage) -> int:
    """How many steps it takes to carry out what was agreed."""
    return IMPLEMENTATION_STEPS


def all_duties(stage: Stage) -> tuple[DutyCard, ...]:
    """Everybody's duties, as far as the viewer knows of them, in seating order."""
    return tuple(
        _card(stage, duty)
        for party in stage.parties
        for duty in stage.view.duties.values()
        if duty.delegation == party.id
    )


def own_duties(stage: Stage) -> tuple[DutyCard, ...]:
    """The viewing delegation's duties."""
    return tuple(card for card in all_duties(stage) if card.mine)


def awaits_us(stage: Stage) -> bool:
    """Whether the viewing delegation has duties in this step and has said nothing about them."""
    own = [duty.id for duty in stage.view.duties.values() if duty.delegation == stage.own]
    return bool(step_now(stage) and own) and not any(id_ in stage.view.chosen for id_ in own)


def _card(stage: Stage, duty: Duty) -> DutyCard:
    mine = duty.delegation == stage.viewer.delegation
    offer = next(
        (o for o in stage.view.accords() if o.title == duty.offer),
        None,
    )
    package = stage.in_force() if offer is None else offer.package
    return DutyCard(
        id=duty.id,
        party=stage.party(duty.delegation),
        mine=mine,
        text=stage.texts.obligations[duty.obligation].duty,
        issue=stage.issue(duty.issue),
        option=stage.option(duty.issue, package[duty.issue]),
        accord="" if offer is None else stage.texts.accords[offer.accord].name,
        seen_by=tuple(stage.party(d) for d in duty.known_to),
        choices=_choices(stage, duty) if mine and step_now(stage) else (),
        steps=tuple(_step(stage, duty, number) for number in range(1, len(duty.reports) + 1)),
    )


def _choices(stage: Stage, duty: Duty) -> tuple[Choice, ...]:
    chosen = stage.view.chosen.get(duty.id, "honour")
    return tuple(
        Choice(
            conduct,
            stage.word("conducts", conduct),
            stage.word("conducts_mean", conduct),
            conduct == chosen,
        )
        for conduct in CONDUCTS
        if conduct != "suspend" or stage.possible.may_suspend
    )


def _step(stage: Stage, duty: Duty, number: int) -> Step:
    seen = duty.reports[number - 1]
    done = duty.conduct[number - 1] if len(duty.conduct) >= number else ""
    return Step(
        number=number,
        seen=seen,
        seen_word=stage.word("conducts_seen", seen),
        done=done,
        done_word=stage.word("conducts_seen", done) if done else "",
    )
