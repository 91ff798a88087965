"""Speaking to all: opening statements and remarks."""

from game.bots.habits.drafting import deal_stands
from game.bots.mind import PRESSED, Mind
from game.bots.tempo import message_gap
from game.bots.voice import Speech
from game.bots.wishes import Clause, difficulty, leaning, wishes
from game.engine.acts.plenary import SpeakInPlenary, YieldFloor
from game.engine.command import Command
from game.engine.phases import PhaseName
from game.scenario.model import DelegationId

#: Remarks to all in a phase of consultations.
REMARKS = 1
#: How often we say why we refused a text, or thank for one that was carried.
REFUSALS, THANKS = 0.25, 0.15
#: How often we warn of an act that costs us more than this (hundredths of a point), and urge haste.
WARNINGS, HURTFUL = 0.5, -50
URGINGS = 0.4


def use_floor(mind: Mind) -> Command | None:
    """Make the opening statement, then give the floor to the next."""
    floor = mind.view.floor
    if floor is None or floor.delegation != mind.delegation:
        return None
    here = mind.view.phase.step.round
    spoken = any(s.delegation == mind.delegation and s.round == here for s in mind.view.statements)
    text = "" if mind.mute or spoken else _opening(mind, here)
    return SpeakInPlenary(text=text) if text else YieldFloor()


def _opening(mind: Mind, round_: int) -> str:
    """The statement with which we begin a round; each names other wishes than the one before."""
    asked = wishes(mind)
    if not asked:
        return ""
    first = 2 * (round_ - 1)
    chosen = tuple(dict.fromkeys(asked[n % len(asked)] for n in (first, first + 1)))
    occasion = "opening" if round_ == 1 else "reopening"
    return mind.say(Speech(occasion, chosen, leaning=leaning(mind, chosen[0])))


def remark(mind: Mind) -> Command | None:
    """Say to all what we could live with, or what we think of a roll-call."""
    if mind.mute or mind.away or mind.view.floor is not None:
        return None
    own = [s for s in mind.view.statements if s.delegation == mind.delegation]
    if own and mind.now - own[-1].at < message_gap(mind.view):
        return None
    since = own[-1].at if own else 0.0
    speech: Speech | None = None
    match mind.phase:
        case PhaseName.CONSULTATIONS:
            done = sum(s.at >= mind.view.phase.opened_at for s in own)
            if done < REMARKS and mind.elapsed >= _when(mind, "remark", done, REMARKS):
                speech = _remark(mind, len(own))
        case PhaseName.DRAFTING:
            speech = _warning(mind, since) or _of_a_roll_call(mind, since) or _urging(mind)
        case _:
            pass
    text = mind.say(speech) if speech is not None else ""
    return SpeakInPlenary(text=text) if text else None


def _remark(mind: Mind, spoken: int) -> Speech | None:
    """A wish, said to whoever seems furthest from it."""
    asked = wishes(mind)
    if not asked:
        return None
    # Two wishes were in each opening statement: the next ones in line are named here.
    clause = asked[(spoken + mind.view.phase.step.round) % len(asked)]
    return Speech("remark", (clause,), _furthest(mind, clause), leaning(mind, clause))


def _furthest(mind: Mind, clause: Clause) -> DelegationId:
    """Who would lose most by that clause, as we guess."""
    pool = mind.own.pool
    axis = pool.space.agenda.index(clause[0])
    start, options = pool.starts[axis], pool.space.options[axis]
    place = options.index(clause[1])

    def loss(other: DelegationId) -> float:
        row = mind.guesses.of(other)[start : start + len(options)]
        return float(row.max() - row[place])

    return max(mind.others, key=loss)


def _when(mind: Mind, what: str, done: int, planned: int) -> float:
    """From which part of the phase on the next of several is due."""
    here = mind.view.phase.step.tag
    return (done + mind.chance(f"{what} {here} {done}")) / (planned + 0.5)


def _of_a_roll_call(mind: Mind, since: float) -> Speech | None:
    """Why we refused the latest text, or thanks for it; nothing that we have spoken about since."""
    tabled = mind.view.proposals.values()
    settled = [p for p in tabled if p.status in ("carried", "failed") and p.at > since]
    if not settled or settled[-1].delegation == mind.delegation:
        return None
    latest = settled[-1]
    if latest.status == "carried":
        return Speech("thank") if mind.chance(f"thank {latest.id}") < THANKS else None
    refused = latest.ballots.get(mind.delegation) == "reject"
    if refused and mind.chance(f"refuse {latest.id}") < REFUSALS:
        issue, way = difficulty(mind, latest.package)
        return Speech("refuse", ((issue, None),), latest.delegation, way)
    return None


def _warning(mind: Mind, since: float) -> Speech | None:
    """A warning to whoever has done something that hurts us since we last spoke."""
    for made in mind.view.moves:
        if made.known and made.delegation != mind.delegation and made.at > since:
            hurts = mind.stakes.impact(mind.structure.move(made.move)) < HURTFUL
            if hurts and mind.chance(f"warn {made.move} {made.round}") < WARNINGS:
                return Speech("warn")
    return None


def _urging(mind: Mind) -> Speech | None:
    """A word about the hour, once, when it is late and nothing is agreed."""
    if not mind.pressed or deal_stands(mind) or mind.chance("urge") >= URGINGS:
        return None
    opened, deadline = mind.view.phase.opened_at, mind.view.phase.deadline or mind.now
    late = opened + PRESSED * (deadline - opened)
    own = (s for s in mind.view.statements if s.delegation == mind.delegation)
    return None if any(s.at >= late for s in own) else Speech("deadline")
