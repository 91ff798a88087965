"""Injects: when a card falls, who must answer, and what follows."""

from game.engine.acts import effects
from game.engine.changes import note, put, replace, without
from game.engine.command import HEADS, INSTRUCTORS, Command, act
from game.engine.conditions import all_hold
from game.engine.draws import race
from game.engine.entries import Crisis, Slot, WeightsChange
from game.engine.event import (
    EVERYWHERE,
    INSTRUCTOR_ALONE,
    NOWHERE,
    Event,
    Story,
    everybody_or,
    only,
    shown_in,
)
from game.engine.phases import LOBBY, PLAYED, TALKS, PhaseName
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import DelegationId, Inject, InjectId, ObjectiveId, Structure

#: A card falls within this part of its phase, so that there is time to take it in and answer.
EARLIEST, LATEST = 0.15, 0.7


#: Marks the slots in which a directive falls.
DIRECTIVE = "directive"


UNKNOWN_INJECT = Reason("unknown_inject", 404)
INJECT_SPENT = Reason("inject_spent")
NOTHING_ASKED = Reason("nothing_asked")
UNKNOWN_ANSWER = Reason("unknown_answer", 404)
DECISION_CLOSED = Reason("decision_closed")


@act(by=INSTRUCTORS, phases=TALKS)
class SendInject(Command):
    """Let a card of the deck fall now."""

    inject: InjectId

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return None if _unspent(structure, known) else Refused(INJECT_SPENT)

    def decide(self, turn: Turn) -> None:
        """The instructor lets a card fall, whether or not its conditions hold."""
        card = card_of_deck(turn, self.inject)
        if card is None:
            raise Refused(UNKNOWN_INJECT)
        if card.id in turn.state.crises:
            raise Refused(INJECT_SPENT)
        fall(turn, card, None)


@act(by=INSTRUCTORS, phases=PLAYED | LOBBY, while_paused=True)
class HoldInject(Command):
    """Keep a card back from fate, or let it take the card again."""

    inject: InjectId
    held: bool

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return None if _unspent(structure, known) else Refused(INJECT_SPENT)

    def decide(self, turn: Turn) -> None:
        """Keep a card back from fate, or let it go; the instructor can send it all the same."""
        if card_of_deck(turn, self.inject) is None:
            raise Refused(UNKNOWN_INJECT)
        if self.inject in turn.state.crises:
            raise Refused(INJECT_SPENT)
        if self.held != (self.inject in turn.state.held):
            turn.tell(InjectHeld(at=turn.now, inject=self.inject, held=self.held))


@act(by=HEADS, phases=PLAYED)
class AnswerInject(Command):
    """Choose what our government does about a crisis."""

    inject: InjectId
    answer: str

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        asked = any(own in crisis.asked for crisis in known.open_crises())
        return None if asked else Refused(NOTHING_ASKED)

    def decide(self, turn: Turn) -> None:
        """Choose an answer; the last one to come in settles the crisis."""
        crisis = turn.state.crises.get(self.inject)
        if crisis is None or (crisis.known_to and turn.delegation not in crisis.known_to):
            raise Refused(UNKNOWN_INJECT)
        card = turn.structure.inject(self.inject)
        decision = next((d for d in card.decisions if d.delegation == turn.delegation), None)
        if decision is None:
            raise Refused(NOTHING_ASKED)
        if crisis.settled:
            raise Refused(DECISION_CLOSED)
        if self.answer not in decision.answers:
            raise Refused(UNKNOWN_ANSWER)
        turn.tell(
            InjectAnswered(
                at=turn.now, inject=card.id, delegation=turn.delegation, answer=self.answer
            )
        )
        if len(turn.state.crises[card.id].answers) == len(card.decisions):
            settle(turn, card.id)


def _unspent(structure: Structure, known: TableState) -> bool:
    """Whether a card of the table's deck has not fallen yet."""
    return any(
        card.id not in known.crises and not known.setup.leaves_out(card.id)
        for card in structure.injects
    )


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
    turn.tell(InjectScheduled(at=turn.now, slot=slot, due=due, inject=card))


def _round_of_directive(turn: Turn, number: int) -> int:
    """Directives fall evenly over the rounds: one in three rounds comes in the second."""
    setup = turn.state.setup
    return 1 + (number + 1) * setup.rounds // (setup.directives + 1)


def lapse_schedule(turn: Turn) -> None:
    """The phase is over: what fate had planned for the rest of it does not happen."""
    for slot in turn.state.schedule:
        turn.tell(InjectSlotLapsed(at=turn.now, slot=slot))


def draw(turn: Turn, slot: str) -> None:
    """Draw a card for the slot among those whose conditions hold; none may fit."""
    card = forecast(turn, slot)
    if card is None:
        turn.tell(InjectSlotLapsed(at=turn.now, slot=slot))
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


def fall(turn: Turn, card: Inject, slot: str | None) -> None:
    """The card falls: its effects at once, then its questions. One that asks nobody settles."""
    asked = tuple(decision.delegation for decision in card.decisions)
    deadline = turn.now + turn.state.setup.timings.decision if asked else None
    turn.tell(
        InjectFell(
            at=turn.now,
            inject=card.id,
            slot=slot,
            asked=asked,
            deadline=deadline,
            known_to=card.known_to,
        )
    )
    effects.take_effect(turn, card, card.id)
    if card.weights:
        _shift_weights(turn, card)
    if not asked:
        settle(turn, card.id)


def _shift_weights(turn: Turn, card: Inject) -> None:
    """A directive: from now on its delegation scores by other weights, in place of earlier ones."""
    (delegation,) = card.known_to
    weights = turn.structure.delegation(delegation).weights_after(card.weights)
    turn.tell(WeightsShifted(at=turn.now, delegation=delegation, weights=weights, inject=card.id))


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
        InjectSettled(
            at=turn.now,
            inject=inject,
            answers=answers,
            defaulted=tuple(d for d in answers if d not in given),
            consequences=tuple(consequence.id for consequence in following),
            known_to=card.known_to,
        )
    )
    for consequence in following:
        effects.take_effect(turn, consequence, inject)


def settle_all(turn: Turn) -> None:
    """The talks are ending: settle every open crisis."""
    for crisis in turn.state.open_crises():
        settle(turn, crisis.inject)


class CardEvent(Event, abstract=True):
    """Something about a card. One with ``known_to`` is known to those delegations alone."""

    audience = everybody_or("known_to", "Everybody, or those who know of the card.")

    inject: InjectId
    known_to: tuple[DelegationId, ...] = ()


class InjectHeld(Event):
    """The instructor keeps a card back, or lets fate take it again."""

    audience = INSTRUCTOR_ALONE
    group = "chair"
    panels = NOWHERE
    narrated = False

    inject: InjectId
    held: bool

    def apply(self, state: TableState) -> TableState:
        one = frozenset({self.inject})
        return replace(state, held=state.held | one if self.held else state.held - one)


class InjectScheduled(Event):
    """Fate set a time at which a card will fall; ``inject`` where it is settled which."""

    audience = INSTRUCTOR_ALONE
    group = "world"
    panels = NOWHERE
    narrated = False

    slot: str
    due: float
    inject: InjectId | None = None

    def apply(self, state: TableState) -> TableState:
        slot = Slot(self.due, self.inject)
        waiting = tuple(card for card in state.follow_ups if card != self.inject)
        return replace(state, schedule=put(state.schedule, self.slot, slot), follow_ups=waiting)


class InjectSlotLapsed(Event):
    """The time came, or the phase ended, and no card fell."""

    audience = INSTRUCTOR_ALONE
    group = "world"
    panels = NOWHERE
    narrated = False

    slot: str

    def apply(self, state: TableState) -> TableState:
        card = state.schedule[self.slot].inject
        # A card that was to follow another, and had no time to, waits for the next phase of talks.
        waiting = state.follow_ups
        if card is not None and card not in state.crises:
            waiting = (*waiting, card)
        return replace(state, schedule=without(state.schedule, self.slot), follow_ups=waiting)


class InjectFell(CardEvent):
    """A crisis is upon the table; those asked answer by the deadline."""

    group = "world"
    panels = shown_in("status", "crisis", "act", "talk", "news")
    story = Story("crisis", "cables")

    slot: str | None
    asked: tuple[DelegationId, ...]
    deadline: float | None

    def apply(self, state: TableState) -> TableState:
        crisis = Crisis(
            inject=self.inject,
            at=self.at,
            round=state.round,
            asked=self.asked,
            deadline=self.deadline,
            answers={},
            known_to=self.known_to,
        )
        schedule = without(state.schedule, self.slot) if self.slot else state.schedule
        return replace(
            state,
            crises=put(state.crises, self.inject, crisis),
            schedule=schedule,
            notes=state.notes if self.known_to else note(state, self, self.inject),
        )


class InjectAnswered(Event):
    """What a delegation chose: its own secret until the crisis is settled."""

    audience = only("delegation")
    group = "world"
    panels = shown_in("status", "crisis", "act")
    narrated = False
    is_activity = True

    inject: InjectId
    delegation: DelegationId
    answer: str

    def apply(self, state: TableState) -> TableState:
        crisis = state.crises[self.inject]
        answered = replace(crisis, answers=put(crisis.answers, self.delegation, self.answer))
        return replace(state, crises=put(state.crises, self.inject, answered))


class InjectSettled(CardEvent):
    """The answers and what followed from them."""

    group = "world"
    panels = shown_in("status", "crisis", "act", "talk", "news")
    story = Story("crisis", "cables")

    answers: dict[DelegationId, str]
    defaulted: tuple[DelegationId, ...]
    consequences: tuple[str, ...]

    def apply(self, state: TableState) -> TableState:
        settled = replace(
            state.crises[self.inject],
            answers=self.answers,
            defaulted=self.defaulted,
            consequences=self.consequences,
            settled=True,
        )
        return replace(
            state,
            crises=put(state.crises, self.inject, settled),
            notes=state.notes if self.known_to else note(state, self, self.inject),
        )


class WeightsShifted(Event):
    """A directive changed what counts for a delegation: the weights that hold from now on."""

    audience = only("delegation")
    group = "world"
    panels = EVERYWHERE
    story = Story("capital", "objectives")

    delegation: DelegationId
    weights: dict[ObjectiveId, int]
    inject: InjectId

    def apply(self, state: TableState) -> TableState:
        shift = WeightsChange(self.at, self.delegation, self.weights, self.inject)
        return replace(
            state,
            weights=put(state.weights, self.delegation, self.weights),
            weights_course=(*state.weights_course, shift),
        )
