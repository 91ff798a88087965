"""Order of priorities, readiness, signing, and carrying out what was signed."""

from game.bots.habits.drafting import deal_stands
from game.bots.mind import Mind
from game.engine.acts.duties import ChooseConduct, may_suspend
from game.engine.acts.priorities import SetPriorities
from game.engine.acts.progress import DeclareReady
from game.engine.acts.ratification import DecideRatification
from game.engine.carried_out import fallen_back
from game.engine.command import Command
from game.engine.entries import Duty
from game.engine.phases import HURRIED, IMPLEMENTATION_STEPS, PhaseName
from game.scenario.model import Conduct, DelegationId

#: From this part of a phase on we need no more time, unless something is going on.
PATIENCE = 0.75
#: When at least this part of the others is ready we hurry too.
MOST = 0.5
#: Breaking one's word must promise this much (hundredths of a point) to tempt at all.
TEMPTATION = 60
#: How often we answer a breach by suspending duties of our own.
ANSWERED = 0.6


def rank_issues(mind: Mind) -> Command | None:
    """Keep a private order of the issues."""
    if mind.phase is not PhaseName.BRIEFING or mind.delegation in mind.view.priorities:
        return None
    agenda = mind.view.setup.agenda
    return SetPriorities(issues=tuple(agenda[axis] for axis in mind.own.by_stake))


def sign(mind: Mind) -> Command | None:
    """Sign what is no worse than no deal."""
    if mind.phase is not PhaseName.RATIFICATION or mind.away:
        return None
    if mind.delegation in mind.view.decided:
        return None
    worth_it = mind.own.part(mind.standing_choice) >= 0
    return DecideRatification(decision="sign" if worth_it else "refuse")


def be_ready(mind: Mind) -> Command | None:
    """Say that we need no more time."""
    view = mind.view
    if mind.phase not in HURRIED or mind.away or mind.delegation in view.ready:
        return None
    return DeclareReady(ready=True) if _done(mind) else None


def _done(mind: Mind) -> bool:
    if mind.awaited:
        return True
    others = len(mind.view.ready) >= MOST * (len(mind.view.setup.delegations) - len(mind.view.away))
    match mind.phase:
        case PhaseName.BRIEFING | PhaseName.IMPLEMENTATION:
            return True
        case PhaseName.PLENARY:
            return mind.view.floor is None
        case PhaseName.CONSULTATIONS:
            return others or mind.past(PATIENCE)
        case _:
            settled = deal_stands(mind) and not mind.open_proposals()
            return settled and (others or mind.past(PATIENCE))


# --- duties ------------------------------------------------------------------------------------


def choose_conduct(mind: Mind) -> Command | None:
    """Say what we do about our duties, where that is not to honour them all."""
    if mind.phase is not PhaseName.IMPLEMENTATION or mind.view.chosen:
        return None
    own = [duty for duty in mind.view.duties.values() if duty.delegation == mind.delegation]
    conduct = {duty.id: _conduct(mind, duty) for duty in own}
    if all(choice == "honour" for choice in conduct.values()):
        return None
    return ChooseConduct(conduct=conduct)


def _conduct(mind: Mind, duty: Duty) -> Conduct:
    """Honour, unless we answer a breach, or breaking pays and we are not above it."""
    step = mind.view.phase.step.round
    gain = _gain_by_breaking(mind, duty)
    provoked = may_suspend(mind.view, mind.delegation) and duty.issue in _let_down(mind)
    if provoked and gain > -TEMPTATION and mind.chance(f"suspend {duty.id} {step}") < ANSWERED:
        return "suspend"
    if gain < TEMPTATION or mind.chance(f"faith {duty.id} {step}") < mind.character.faith:
        return "honour"
    return "break" if mind.chance(f"how {duty.id} {step}") < 0.5 else "delay"


def _let_down(mind: Mind) -> frozenset[str]:
    """Our duties' issues, all of them, once another's breach was seen: action for action."""
    breached: set[DelegationId] = {
        duty.delegation
        for duty in mind.view.duties.values()
        if {"delay", "break"} & set(duty.reports) and duty.delegation != mind.delegation
    }
    if not breached:
        return frozenset()
    return frozenset(d.issue for d in mind.view.duties.values() if d.delegation == mind.delegation)


def _gain_by_breaking(mind: Mind, duty: Duty) -> float:
    """What it would bring us to leave this duty undone for a step, detection reckoned in.

    As the rules have it: the clause falls back towards silence by the part left undone.
    """
    issue = mind.structure.issue(duty.issue)
    agenda = mind.view.setup.agenda
    axis = agenda.index(duty.issue)
    option = mind.own.pool.space.options[axis][mind.standing_choice[axis]]
    duties = mind.view.duties.values()
    under = [d for d in duties if d.issue == duty.issue and d.offer == duty.offer]
    due = 2 * IMPLEMENTATION_STEPS * len(under)
    fallen = fallen_back(issue, option, due - 2, due)
    here = mind.standing_choice
    after = (*here[:axis], issue.option_ids.index(fallen), *here[axis + 1 :])
    obligation = mind.structure.obligation(duty.obligation)
    risk = 1.0
    if obligation.detected_by is not None:
        watched = mind.structure.issue(obligation.detected_by)
        clause = mind.text.get(watched.id, watched.silent)
        risk = obligation.rates[clause] / 100
    # Suspensions that a seen breach calls forth cost about as much again as its own effects.
    return (
        mind.own.points(after) - mind.own.points(here) + 2 * risk * mind.stakes.impact(obligation)
    )
