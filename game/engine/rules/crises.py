"""Injects: when fate sends a card, who must answer, and what follows."""

from collections.abc import Mapping

from game.engine import commands as c
from game.engine import events as e
from game.engine.draws import choose
from game.engine.errors import Reason, Refused
from game.engine.phases import TALKS, PhaseName
from game.engine.rules import world
from game.engine.turn import Turn
from game.scenario.model import DelegationId, Inject, InjectId

#: A card falls within this part of its phase, so that there is time to take it in and answer.
EARLIEST, LATEST = 0.15, 0.7


def schedule(turn: Turn) -> None:
    """Let fate set this phase's times: a round's cards fall in its talks by turns."""
    phase = turn.state.phase
    if phase.step.phase not in TALKS or phase.deadline is None:
        return
    for number in range(turn.state.setup.injects_per_round):
        talks = (PhaseName.CONSULTATIONS, PhaseName.DRAFTING)[number % 2]
        if talks != phase.step.phase:
            continue
        slot = f"{phase.step.tag}.{number}"
        part = EARLIEST + (LATEST - EARLIEST) * turn.draws.fraction(f"when {slot}")
        due = turn.now + part * (phase.deadline - turn.now)
        turn.tell(e.InjectScheduled(at=turn.now, slot=slot, due=due))


def lapse_schedule(turn: Turn) -> None:
    """The phase is over: what fate had planned for the rest of it does not happen."""
    for slot in turn.state.schedule:
        turn.tell(e.InjectSlotLapsed(at=turn.now, slot=slot))


def draw(turn: Turn, slot: str) -> None:
    """Draw a card for the slot among those whose conditions hold; none may fit."""
    fitting = [(card, card.weight) for card in turn.structure.injects if fits(turn, card)]
    if not fitting:
        turn.tell(e.InjectSlotLapsed(at=turn.now, slot=slot))
        return
    fall(turn, choose(turn.draws, f"which {slot}", fitting), slot)


def fits(turn: Turn, card: Inject) -> bool:
    """Whether fate may send the card now: not sent before, in its rounds, conditions met."""
    state = turn.state
    return (
        card.id not in state.crises
        and card.first_round <= max(1, state.round) <= card.last_round
        and all(cond.holds(state.indicators[cond.indicator]) for cond in card.conditions)
    )


def send_inject(turn: Turn, command: c.SendInject) -> None:
    """The instructor lets a card fall, whether or not its conditions hold."""
    card = next((i for i in turn.structure.injects if i.id == command.inject), None)
    if card is None:
        raise Refused(Reason.UNKNOWN_INJECT)
    if card.id in turn.state.crises:
        raise Refused(Reason.INJECT_SPENT)
    fall(turn, card, None)


def fall(turn: Turn, card: Inject, slot: str | None) -> None:
    """The card falls: its effects at once, then its questions. One that asks nobody settles."""
    asked = tuple(decision.delegation for decision in card.decisions)
    deadline = turn.now + turn.state.setup.timings.decision if asked else None
    turn.tell(e.InjectFell(at=turn.now, inject=card.id, slot=slot, asked=asked, deadline=deadline))
    _take_effect(turn, card.effects, card.standing, card.id)
    if not asked:
        settle(turn, card.id)


def answer_inject(turn: Turn, command: c.AnswerInject) -> None:
    """Choose an answer; the last one to come in settles the crisis."""
    crisis = turn.state.crises.get(command.inject)
    if crisis is None:
        raise Refused(Reason.UNKNOWN_INJECT)
    card = turn.structure.inject(command.inject)
    decision = next((d for d in card.decisions if d.delegation == turn.delegation), None)
    if decision is None:
        raise Refused(Reason.NOTHING_ASKED)
    if crisis.settled:
        raise Refused(Reason.DECISION_CLOSED)
    if command.answer not in decision.answers:
        raise Refused(Reason.UNKNOWN_ANSWER)
    turn.tell(
        e.InjectAnswered(
            at=turn.now, inject=card.id, delegation=turn.delegation, answer=command.answer
        )
    )
    if len(turn.state.crises[card.id].answers) == len(card.decisions):
        settle(turn, card.id)


def settle(turn: Turn, inject: InjectId) -> None:
    """Open the answers, defaults for the silent, and let what follows from them take effect."""
    card = turn.structure.inject(inject)
    given = turn.state.crises[inject].answers
    answers = {d.delegation: given.get(d.delegation, d.default) for d in card.decisions}
    following = [
        consequence
        for consequence in card.consequences
        if all(answers[d] == answer for d, answer in consequence.when.items())
    ]
    turn.tell(
        e.InjectSettled(
            at=turn.now,
            inject=inject,
            answers=answers,
            defaulted=tuple(d for d in answers if d not in given),
            consequences=tuple(consequence.id for consequence in following),
        )
    )
    for consequence in following:
        _take_effect(turn, consequence.effects, consequence.standing, inject)


def settle_all(turn: Turn) -> None:
    """The talks are ending: settle every open crisis."""
    for crisis in turn.state.open_crises():
        settle(turn, crisis.inject)


def _take_effect(
    turn: Turn, effects: Mapping[str, int], standing: Mapping[DelegationId, int], cause: str
) -> None:
    for indicator, by in effects.items():
        world.move_indicator(turn, indicator, by, cause)
    for delegation, by in standing.items():
        world.move_standing(turn, delegation, by, cause)
