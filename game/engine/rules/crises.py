"""Injects: when fate sends a card, who must answer, and what follows."""

from game.engine import commands as c
from game.engine import events as e
from game.engine.conditions import all_hold
from game.engine.draws import race
from game.engine.errors import Reason, Refused
from game.engine.phases import TALKS, PhaseName
from game.engine.rules.impact import take_effect
from game.engine.turn import Turn
from game.scenario.model import Inject, InjectId

#: A card falls within this part of its phase, so that there is time to take it in and answer.
EARLIEST, LATEST = 0.15, 0.7
#: Marks the slots in which a directive falls.
DIRECTIVE = "directive"


def schedule(turn: Turn) -> None:
    """Let fate set this phase's times.

    A round's cards fall in its talks by turns, directives in consultations in the middle of the
    game, and a card that follows another in the next phase of talks.
    """
    phase = turn.state.phase
    if phase.step.phase not in TALKS or phase.deadline is None:
        return
    for number in range(turn.state.setup.injects_per_round):
        talks = (PhaseName.CONSULTATIONS, PhaseName.DRAFTING)[number % 2]
        if talks == phase.step.phase:
            _plan(turn, f"{phase.step.tag}.{number}", phase.deadline)
    if phase.step.phase is PhaseName.CONSULTATIONS:
        for number in range(turn.state.setup.directives):
            if phase.step.round == _round_of_directive(turn, number):
                _plan(turn, f"{phase.step.tag}.{DIRECTIVE}{number}", phase.deadline)
    for card in turn.state.follow_ups:
        if card in turn.state.crises:
            continue
        _plan(turn, f"{phase.step.tag}.{card}", phase.deadline, card)


def _plan(turn: Turn, slot: str, deadline: float, card: InjectId | None = None) -> None:
    part = EARLIEST + (LATEST - EARLIEST) * turn.draws.fraction(f"when {slot}")
    due = turn.now + part * (deadline - turn.now)
    turn.tell(e.InjectScheduled(at=turn.now, slot=slot, due=due, inject=card))


def _round_of_directive(turn: Turn, number: int) -> int:
    """Directives fall evenly over the rounds: one in three rounds comes in the second."""
    setup = turn.state.setup
    return 1 + (number + 1) * setup.rounds // (setup.directives + 1)


def lapse_schedule(turn: Turn) -> None:
    """The phase is over: what fate had planned for the rest of it does not happen."""
    for slot in turn.state.schedule:
        turn.tell(e.InjectSlotLapsed(at=turn.now, slot=slot))


def draw(turn: Turn, slot: str) -> None:
    """Draw a card for the slot among those whose conditions hold; none may fit."""
    card = forecast(turn, slot)
    if card is None:
        turn.tell(e.InjectSlotLapsed(at=turn.now, slot=slot))
        return
    fall(turn, card, slot)


def forecast(turn: Turn, slot: str) -> Inject | None:
    """The card that fate would draw for the slot as things stand, None where none fits."""
    settled = turn.state.schedule[slot].inject
    if settled is not None:
        # What follows something falls in any round, but waits while its conditions do not hold.
        card = turn.structure.inject(settled)
        spent = settled in turn.state.crises or settled in turn.state.held
        ready = not spent and all_hold(turn.structure, turn.state, card.conditions)
        fitting = {settled: 1} if ready else {}
    else:
        private = f".{DIRECTIVE}" in slot
        fitting = {
            card.id: card.weight
            for card in turn.structure.injects
            if card.private is private and fits(turn, card)
        }
    if not fitting:
        return None
    return turn.structure.inject(race(turn.draws, f"which {slot}", fitting))


def fits(turn: Turn, card: Inject) -> bool:
    """Whether fate may send the card now: not sent before, in its rounds, conditions met."""
    state = turn.state
    return (
        card.weight > 0
        and card.id not in state.crises
        and card.id not in state.held
        and not state.setup.leaves_out(card.id)
        and card.first_round <= max(1, state.round) <= card.last_round
        and all_hold(turn.structure, state, card.conditions)
    )


def card_of_deck(turn: Turn, id_: InjectId) -> Inject | None:
    """The card with that id, None where the table's deck has none: it may have been left out."""
    if turn.state.setup.leaves_out(id_):
        return None
    return next((card for card in turn.structure.injects if card.id == id_), None)


def send_inject(turn: Turn, command: c.SendInject) -> None:
    """The instructor lets a card fall, whether or not its conditions hold."""
    card = card_of_deck(turn, command.inject)
    if card is None:
        raise Refused(Reason.UNKNOWN_INJECT)
    if card.id in turn.state.crises:
        raise Refused(Reason.INJECT_SPENT)
    fall(turn, card, None)


def fall(turn: Turn, card: Inject, slot: str | None) -> None:
    """The card falls: its effects at once, then its questions. One that asks nobody settles."""
    asked = tuple(decision.delegation for decision in card.decisions)
    deadline = turn.now + turn.state.setup.timings.decision if asked else None
    turn.tell(
        e.InjectFell(
            at=turn.now,
            inject=card.id,
            slot=slot,
            asked=asked,
            deadline=deadline,
            known_to=card.known_to,
        )
    )
    take_effect(turn, card, card.id)
    if card.weights:
        _shift_weights(turn, card)
    if not asked:
        settle(turn, card.id)


def _shift_weights(turn: Turn, card: Inject) -> None:
    """A directive: from now on its delegation scores by other weights, in place of earlier ones."""
    (delegation,) = card.known_to
    weights = turn.structure.delegation(delegation).weights_after(card.weights)
    turn.tell(e.WeightsShifted(at=turn.now, delegation=delegation, weights=weights, inject=card.id))


def answer_inject(turn: Turn, command: c.AnswerInject) -> None:
    """Choose an answer; the last one to come in settles the crisis."""
    crisis = turn.state.crises.get(command.inject)
    if crisis is None or (crisis.known_to and turn.delegation not in crisis.known_to):
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
        if all(answers[d] in fitting for d, fitting in consequence.when.items())
    ]
    turn.tell(
        e.InjectSettled(
            at=turn.now,
            inject=inject,
            answers=answers,
            defaulted=tuple(d for d in answers if d not in given),
            consequences=tuple(consequence.id for consequence in following),
            known_to=card.known_to,
        )
    )
    for consequence in following:
        take_effect(turn, consequence, inject)


def settle_all(turn: Turn) -> None:
    """The talks are ending: settle every open crisis."""
    for crisis in turn.state.open_crises():
        settle(turn, crisis.inject)
