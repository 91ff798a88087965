"""Carrying out what was agreed, action for action, in two steps.

What was signed obliges delegations. In each step each of them honours, delays or breaks each of its
duties, in secret; the agreed verification decides what is detected; who has seen another's breach
may suspend duties of its own in answer.
"""

from collections.abc import Iterable, Iterator

from game.engine import commands as c
from game.engine import events as e
from game.engine.errors import Reason, Refused
from game.engine.phases import IMPLEMENTATION_STEPS, PhaseName, Step
from game.engine.rules import accords, cables, crises, drafting, opening, world
from game.engine.rules.impact import expose, take_effect
from game.engine.state import Duty, TableState
from game.engine.turn import Turn
from game.scenario.diplomacy import Detected
from game.scenario.model import Conduct, DelegationId, Ending, Package

BREACHES: frozenset[Conduct] = frozenset({"delay", "break"})


def conclude(
    turn: Turn, ending: Ending, signatories: frozenset[DelegationId] = frozenset()
) -> bool:
    """End the negotiating. Whether anything was agreed that must now be carried out.

    What was agreed in confidence alone holds as agreed: that the game went on would give it away.
    """
    crises.lapse_schedule(turn)
    crises.settle_all(turn)
    cables.close_cables(turn)
    accords.lapse_offers(turn)
    drafting.withdraw_all(turn)
    turn.tell(e.TalksConcluded(at=turn.now, ending=ending, signatories=tuple(sorted(signatories))))
    duties = tuple(_duties(turn))
    if all(duty.known_to for duty in duties):
        return False
    for duty in duties:
        turn.tell(duty)
    opening.open_phase(turn, Step(PhaseName.IMPLEMENTATION, 1))
    return True


def _duties(turn: Turn) -> Iterator[e.DutyArose]:
    """What the signed text and the side accords in force oblige their parties to do."""
    state, silent = turn.state, turn.structure.silent_package(turn.state.setup.agenda)
    if state.signatories:
        text = {**silent, **state.text_package()}
        yield from _arising(turn, text, state.signatories, None, ())
    for offer in state.accords():
        known_to = offer.parties if offer.confidential else ()
        yield from _arising(turn, offer.package, frozenset(offer.parties), offer.title, known_to)


def _arising(
    turn: Turn,
    package: Package,
    bound: frozenset[DelegationId],
    offer: str | None,
    known_to: tuple[DelegationId, ...],
) -> Iterator[e.DutyArose]:
    for obligation in turn.structure.obligations:
        fits = all(package.get(issue) in options for issue, options in obligation.when.items())
        if fits and obligation.delegation in bound:
            yield e.DutyArose(
                at=turn.now,
                duty=obligation.id if offer is None else f"{obligation.id}@{offer}",
                obligation=obligation.id,
                delegation=obligation.delegation,
                issue=obligation.issue,
                offer=offer,
                known_to=known_to,
            )


def choose_conduct(turn: Turn, command: c.ChooseConduct) -> None:
    """Say what is done about the own duties in this step; may be changed until it closes."""
    if not command.conduct:
        raise Refused(Reason.UNKNOWN_DUTY)
    for id_, conduct in command.conduct.items():
        duty = turn.state.duties.get(id_)
        if duty is None or duty.delegation != turn.delegation:
            raise Refused(Reason.UNKNOWN_DUTY)
        if conduct == "suspend" and not may_suspend(turn.state, turn.delegation):
            raise Refused(Reason.NOTHING_TO_ANSWER)
    turn.tell(e.ConductChosen(at=turn.now, delegation=turn.delegation, conduct=command.conduct))


def may_suspend(state: TableState, delegation: DelegationId) -> bool:
    """Whether the delegation has seen another delay or break what it owes."""
    return any(
        duty.delegation != delegation
        and (not duty.known_to or delegation in duty.known_to)
        and not BREACHES.isdisjoint(duty.reports)
        for duty in state.duties.values()
    )


def close_step(turn: Turn) -> bool:
    """Settle what everybody did and report what can be seen. Whether that was the last step."""
    step = turn.state.round
    for delegation in turn.state.setup.delegations:
        _settle(turn, delegation, step)
    _report(turn, step)
    _inspect(turn, step)
    if step >= IMPLEMENTATION_STEPS:
        return True
    if not world.broken_down(turn):
        opening.open_phase(turn, Step(PhaseName.IMPLEMENTATION, step + 1))
    return False


def _settle(turn: Turn, delegation: DelegationId, step: int) -> None:
    """Whoever has said nothing does what was signed."""
    own = [duty.id for duty in turn.state.duties.values() if duty.delegation == delegation]
    if own:
        conduct: dict[str, Conduct] = {id_: turn.state.chosen.get(id_, "honour") for id_ in own}
        turn.tell(e.ConductSettled(at=turn.now, delegation=delegation, step=step, conduct=conduct))


def _report(turn: Turn, step: int) -> None:
    """Tell those who know of a duty what could be seen of it, then let that take effect."""
    duties = tuple(turn.state.duties.values())
    seen = {duty.id: _seen(turn, duty, step) for duty in duties}
    for known_to in dict.fromkeys(duty.known_to for duty in duties):
        turn.tell(
            e.ConductReported(
                at=turn.now,
                step=step,
                reports={d.id: seen[d.id] for d in duties if d.known_to == known_to},
                known_to=known_to,
            )
        )
    caught = [duty for duty in duties if seen[duty.id] in BREACHES]
    for duty in caught:
        _answer_for(turn, duty)
    public = [duty for duty in duties if not duty.known_to]
    if public and all(seen[duty.id] == "honour" for duty in public):
        world.trigger(turn, "step_honoured")


def _seen(turn: Turn, duty: Duty, step: int) -> Conduct:
    conduct = turn.state.duties[duty.id].conduct[-1]
    obligation = turn.structure.obligation(duty.obligation)
    if conduct in BREACHES and not _detected(turn, obligation, f"{duty.id} {step}"):
        return "honour"
    return conduct


def _detected(turn: Turn, found: Detected, label: str) -> bool:
    """Whether the verification that was signed brings it to light; always where none is named."""
    if found.detected_by is None:
        return True
    issue = turn.structure.issue(found.detected_by)
    clause = turn.state.text.get(issue.id) if turn.state.signatories else None
    rate = found.rates[clause.option if clause else issue.silent]
    return 100 * turn.draws.fraction(f"detect {label}") < rate


def _answer_for(turn: Turn, duty: Duty) -> None:
    """A breach that was seen has its price. What is confidential cannot move what all see."""
    obligation = turn.structure.obligation(duty.obligation)
    if duty.known_to:
        for delegation, by in obligation.standing.items():
            if delegation in duty.known_to:
                world.move_standing(turn, delegation, by, obligation.id)
        return
    take_effect(turn, obligation, obligation.id)
    world.trigger(turn, "breach_detected")


def _inspect(turn: Turn, step: int) -> None:
    """Inspectors may come upon what was hidden."""
    hidden: Iterable[str] = [made.move for made in turn.state.moves if not made.known]
    for id_ in hidden:
        move = turn.structure.move(id_)
        if move.detected_by is not None and _detected(turn, move, f"{id_} {step}"):
            expose(turn, id_, "inspection")
