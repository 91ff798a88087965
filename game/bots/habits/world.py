"""Crises and moves: acts whose effects on the own score can be reckoned."""

from collections.abc import Mapping
from math import exp, prod

from game.bots.mind import Mind
from game.engine.acts.injects import AnswerInject
from game.engine.acts.moves import MakeMove, why_not
from game.engine.command import Command
from game.engine.conditions import all_hold, move_fate
from game.engine.phases import PhaseName
from game.scenario.model import Consequence, Decision, DelegationId, Inject, Move, MoveId

#: How often the others are taken to choose a card's default.
USUAL = 0.5
#: How far (hundredths of a point) a wrong reckoning can go either way.
NOISE = 60.0
#: A move must bring this much (hundredths of a point) before it is made for its own sake.
WORTHWHILE = 20
#: What an act that hurts may cost when it is done in anger.
ANGER = 150
#: How far from being provoked a delegation is while nothing stalls (on a logistic scale).
CALM = -1.0
#: In long games the part of the temper that is left in a round is this power of our pace.
LONG_FUSE = 3.4
#: How many rounds the characters' initiative and temper are meant for.
USUAL_ROUNDS = 2
#: How often we are content with an act, and do not go on to the next harsher one.
MILD = 0.3
#: A delegation that has walked out comes back after this part of the talks, or for the last words.
SULK = 0.08


def answer_crisis(mind: Mind) -> Command | None:
    """Choose the answer that seems to serve us best."""
    for crisis in mind.view.crises.values():
        if crisis.settled or mind.delegation in crisis.answers:
            continue
        card = mind.structure.inject(crisis.inject)
        decision = next((d for d in card.decisions if d.delegation == mind.delegation), None)
        if decision is not None:
            answer = max(decision.answers, key=lambda a: _reckoned(mind, card, decision, a))
            return AnswerInject(inject=card.id, answer=answer)
    return None


def _reckoned(mind: Mind, card: Inject, decision: Decision, answer: str) -> float:
    luck = NOISE * (2 * mind.chance(f"answer {card.id} {answer}") - 1)
    return expected(mind, card, answer) + luck


def expected(mind: Mind, card: Inject, answer: str | None) -> float:
    """What the card's consequences are worth to us if we answer so and the others as usual."""
    likely = {
        decision.delegation: _likely(decision, answer if _ours(mind, decision) else None)
        for decision in card.decisions
    }
    return sum(
        _probability(likely, consequence) * mind.stakes.impact(consequence)
        for consequence in card.consequences
    )


def _ours(mind: Mind, decision: Decision) -> bool:
    return decision.delegation == mind.delegation


def _likely(decision: Decision, known: str | None) -> Mapping[str, float]:
    """How likely each answer is: certain if known, else the default half of the time."""
    if known is not None:
        return {known: 1.0}
    others = len(decision.answers) - 1
    return {
        answer: (USUAL if answer == decision.default else (1 - USUAL) / max(1, others))
        for answer in decision.answers
    }


def _probability(
    likely: Mapping[DelegationId, Mapping[str, float]], consequence: Consequence
) -> float:
    return prod(
        sum(likely[delegation].get(answer, 0.0) for answer in fitting)
        for delegation, fitting in consequence.when.items()
    )


# --- moves -------------------------------------------------------------------------------------


def move(mind: Mind) -> Command | None:
    """Come back from a walk-out, be provoked, or do what serves us; at most one a round."""
    if mind.away:
        return _come_back(mind)
    if _acted(mind) or mind.elapsed < mind.chance(f"act {mind.view.phase.step.tag}"):
        return None
    chosen = _provoked(mind) or _serving(mind)
    return None if chosen is None else MakeMove(move=chosen)


def _acted(mind: Mind) -> bool:
    here = mind.stage
    return any(m.delegation == mind.delegation and m.round == here for m in mind.view.moves)


def _short(mind: Mind) -> bool:
    """Whether the game has no more rounds than the characters are meant for."""
    return mind.view.setup.rounds <= USUAL_ROUNDS


def _pace(mind: Mind) -> float:
    """What part of the usual we do in a round: as much in a long game as in one of two rounds."""
    return min(1.0, USUAL_ROUNDS / mind.view.setup.rounds)


def _may(mind: Mind, move_: Move) -> bool:
    return move_.id not in mind.barred_moves and why_not(mind.structure, mind.view, move_) is None


def _come_back(mind: Mind) -> Command | None:
    """Return after a while, or at once where the last words are spoken."""
    left = [m.at for m in mind.view.moves if mind.structure.move(m.move).walks == "out"]
    since = (mind.now - max(left, default=0.0)) / max(1.0, _talks_length(mind))
    urgent = mind.last_round or mind.phase is PhaseName.RATIFICATION
    if since < SULK and not (urgent and mind.elapsed > 0.3):
        return None
    for own in mind.structure.moves_of(mind.delegation):
        if own.walks == "back" and _may(mind, own):
            return MakeMove(move=own.id)
    return None


def _talks_length(mind: Mind) -> float:
    """How long all rounds together take, in seconds."""
    timings = mind.view.setup.timings
    round_ = timings.plenary + timings.consultations + timings.drafting
    return float(round_ * mind.view.setup.rounds)


def _serving(mind: Mind) -> MoveId | None:
    """The move that brings most, if it is worth while and we are in the mood."""
    here = mind.view.phase.step.tag
    if mind.chance(f"initiative {here}") >= mind.character.initiative * _pace(mind):
        return None
    rungs = mind.character.provocations
    worth = {
        own.id: _worth(mind, own) + NOISE * (2 * mind.chance(f"move {own.id} {here}") - 1)
        for own in mind.structure.moves_of(mind.delegation)
        if own.walks is None and own.id not in rungs and _may(mind, own)
    }
    best = max(worth, key=lambda id_: worth[id_], default=None)
    return best if best is not None and worth[best] >= WORTHWHILE else None


def _worth(mind: Mind, own: Move) -> float:
    """What the move does to our score at once, and by the card that it calls."""
    if own.secret:
        gain = mind.stakes.fate(own.id, move_fate(mind.view, own.id), "hidden")
        return gain + mind.stakes.impact(cost=own.cost)
    cases = (case for case in own.cases if all_hold(mind.structure, mind.view, case.conditions))
    direct = mind.stakes.impact(own, *cases, cost=own.cost)
    direct += mind.stakes.fate(own.id, move_fate(mind.view, own.id), "known")
    if own.calls is None:
        return direct
    card = mind.structure.inject(own.calls)
    return direct + mind.stakes.impact(card) + expected(mind, card, None)


def _provoked(mind: Mind) -> MoveId | None:
    """Whether we are provoked, and to what: mostly the mildest act that we may do and can afford.

    The likelier, the longer the talks stall, the more stand against us and the less is on offer;
    less likely after the last act. A logistic curve through guesses; the temper scales it.
    """
    temper = mind.character.temper
    here = mind.view.phase.step
    # Anger grows as talks go on: over many rounds, what is usual in a short game would be too much.
    luck = mind.chance(f"provoked {here.tag}") / (1.0 if _short(mind) else _pace(mind) ** LONG_FUSE)
    # The curve only lessens the temper: no need to reckon it if luck is against that.
    if luck >= temper or mind.phase is PhaseName.PLENARY:
        return None
    drive = CALM + 1.5 * mind.progress + _isolation(mind) - 2.5 * _standing_offer(mind)
    drive += 2.0 * (mind.own.case.position.directed is not None)
    drive -= 1.5 * (here.round - 1 <= _last_rung(mind) and _last_rung(mind) > 0)
    if luck >= temper / (1 + exp(-drive)):
        return None
    chosen: MoveId | None = None
    for rung in mind.character.provocations:
        act = mind.structure.move(rung)
        # Whoever leaves the last round leaves the talks: that serves nobody.
        if act.walks == "out" and mind.last_round:
            continue
        if _may(mind, act) and _worth(mind, act) >= -ANGER:
            chosen = act.id
            if mind.chance(f"rung {rung} {here.tag}") < MILD:
                break
    return chosen


def _isolation(mind: Mind) -> float:
    """Which part of the failed roll-calls were about our own proposals."""
    settled = [p for p in mind.view.proposals.values() if p.status == "failed"]
    if not settled:
        return 0.0
    alone = sum(p.delegation == mind.delegation for p in settled)
    return alone / len(settled)


def _standing_offer(mind: Mind) -> float:
    """The best that any of the others has offered us, as a part, nought if nothing."""
    parts = [
        mind.own.part(mind.after(p.package))
        for p in mind.view.proposals.values()
        if p.delegation != mind.delegation
    ]
    return max(0.0, *parts) if parts else 0.0


def _last_rung(mind: Mind) -> int:
    """The round of our last provocation, 0 if there was none."""
    rungs = mind.character.provocations
    own = (m.round for m in mind.view.moves if m.move in rungs and m.delegation == mind.delegation)
    return max(own, default=0)
