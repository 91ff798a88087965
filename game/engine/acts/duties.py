"""Carrying out what was agreed, action for action, in two steps.

What was signed obliges delegations. In each step each of them honours, delays or breaks each of its
duties, in secret; the agreed verification decides what is detected; who has seen another's breach
may suspend duties of its own in answer.
"""

from collections.abc import Iterable, Iterator

from game.engine.acts import effects, phases
from game.engine.changes import note, put, replace
from game.engine.command import HEADS, Command, act
from game.engine.entries import Duty
from game.engine.event import Event, Story, everybody_or, only, shown_in
from game.engine.phases import CARRYING_OUT, IMPLEMENTATION_STEPS, PhaseName, Step
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.diplomacy import Detected
from game.scenario.model import Conduct, DelegationId, IssueId, ObligationId, Package, Structure

BREACHES: frozenset[Conduct] = frozenset({"delay", "break"})


UNKNOWN_DUTY = Reason("unknown_duty", 404)
NOTHING_TO_ANSWER = Reason("nothing_to_answer")


@act(by=HEADS, phases=CARRYING_OUT, bound=True)
class ChooseConduct(Command):
    """Say what we do about our duties in this step, by duty; those left out are honoured."""

    conduct: dict[str, Conduct]

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        mine = any(duty.delegation == own for duty in known.duties.values())
        return None if mine else Refused(UNKNOWN_DUTY)

    def decide(self, turn: Turn) -> None:
        """Say what is done about the own duties in this step; may be changed until it closes."""
        if not self.conduct:
            raise Refused(UNKNOWN_DUTY)
        for id_, conduct in self.conduct.items():
            duty = turn.state.duties.get(id_)
            if duty is None or duty.delegation != turn.delegation:
                raise Refused(UNKNOWN_DUTY)
            if conduct == "suspend" and not may_suspend(turn.state, turn.delegation):
                raise Refused(NOTHING_TO_ANSWER)
        turn.tell(ConductChosen(at=turn.now, delegation=turn.delegation, conduct=self.conduct))


def arise(turn: Turn) -> bool:
    """Oblige those who signed and open the first step. Whether anything is to be carried out.

    What was agreed in confidence alone holds as agreed: that the game went on would give it away.
    """
    arising = tuple(_duties(turn))
    if all(duty.known_to for duty in arising):
        return False
    for duty in arising:
        turn.tell(duty)
    phases.open_phase(turn, Step(PhaseName.IMPLEMENTATION, 1))
    return True


def _duties(turn: Turn) -> Iterator["DutyArose"]:
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
) -> Iterator["DutyArose"]:
    for obligation in turn.structure.obligations:
        fits = all(package.get(issue) in options for issue, options in obligation.when.items())
        if fits and obligation.delegation in bound:
            yield DutyArose(
                at=turn.now,
                duty=obligation.id if offer is None else f"{obligation.id}@{offer}",
                obligation=obligation.id,
                delegation=obligation.delegation,
                issue=obligation.issue,
                offer=offer,
                known_to=known_to,
            )


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
    if not effects.broken_down(turn):
        phases.open_phase(turn, Step(PhaseName.IMPLEMENTATION, step + 1))
    return False


def _settle(turn: Turn, delegation: DelegationId, step: int) -> None:
    """Whoever has said nothing does what was signed."""
    own = [duty.id for duty in turn.state.duties.values() if duty.delegation == delegation]
    if own:
        conduct: dict[str, Conduct] = {id_: turn.state.chosen.get(id_, "honour") for id_ in own}
        turn.tell(ConductSettled(at=turn.now, delegation=delegation, step=step, conduct=conduct))


def _report(turn: Turn, step: int) -> None:
    """Tell those who know of a duty what could be seen of it, then let that take effect."""
    duties = tuple(turn.state.duties.values())
    seen = {duty.id: _seen(turn, duty, step) for duty in duties}
    for known_to in dict.fromkeys(duty.known_to for duty in duties):
        turn.tell(
            ConductReported(
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
        effects.trigger(turn, "step_honoured")


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
                effects.move_standing(turn, delegation, by, obligation.id)
        return
    effects.take_effect(turn, obligation, obligation.id)
    effects.trigger(turn, "breach_detected")


def _inspect(turn: Turn, step: int) -> None:
    """Inspectors may come upon what was hidden."""
    hidden: Iterable[str] = [made.move for made in turn.state.moves if not made.known]
    for id_ in hidden:
        move = turn.structure.move(id_)
        if move.detected_by is not None and _detected(turn, move, f"{id_} {step}"):
            effects.expose(turn, id_, "inspection")


class DutyArose(Event):
    """A delegation is obliged: by the text (``offer`` None) or by a side accord (its title)."""

    audience = everybody_or("known_to", "Everybody, or the parties of a confidential accord.")
    group = "diplomacy"
    panels = shown_in("status", "duties")
    story = Story("duty", "accords")

    duty: str
    obligation: ObligationId
    delegation: DelegationId
    issue: IssueId
    offer: str | None
    known_to: tuple[DelegationId, ...]

    def apply(self, state: TableState) -> TableState:
        duty = Duty(
            id=self.duty,
            obligation=self.obligation,
            delegation=self.delegation,
            issue=self.issue,
            offer=self.offer,
            known_to=self.known_to,
        )
        return replace(state, duties=put(state.duties, duty.id, duty))


class ConductChosen(Event):
    """What a delegation means to do about its duties: its own secret."""

    audience = only("delegation")
    group = "diplomacy"
    panels = shown_in("status", "duties")
    narrated = False
    is_activity = True

    delegation: DelegationId
    conduct: dict[str, Conduct]

    def apply(self, state: TableState) -> TableState:
        return replace(state, chosen={**state.chosen, **self.conduct})


class ConductSettled(Event):
    """What a delegation did about its duties in a step."""

    audience = only("delegation")
    group = "diplomacy"
    panels = shown_in("status", "duties")

    delegation: DelegationId
    step: int
    conduct: dict[str, Conduct]

    def apply(self, state: TableState) -> TableState:
        duties = dict(state.duties)
        for key, conduct in self.conduct.items():
            duties[key] = replace(duties[key], conduct=(*duties[key].conduct, conduct))
        chosen = {key: value for key, value in state.chosen.items() if key not in self.conduct}
        return replace(state, duties=duties, chosen=chosen)


class ConductReported(Event):
    """What can be seen of what was done in a step, by duty: a hidden breach looks like honour."""

    audience = everybody_or("known_to", "Everybody, or the parties of a confidential accord.")
    group = "diplomacy"
    panels = shown_in("status", "duties", "news")
    story = Story("duty", "accords")

    step: int
    reports: dict[str, Conduct]
    known_to: tuple[DelegationId, ...]

    def apply(self, state: TableState) -> TableState:
        duties = dict(state.duties)
        for key, report in self.reports.items():
            duties[key] = replace(duties[key], reports=(*duties[key].reports, report))
        notes = state.notes if self.known_to else note(state, self, str(self.step))
        return replace(state, duties=duties, notes=notes)
