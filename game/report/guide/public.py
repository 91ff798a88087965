"""Facts that everybody at the table could see."""

from collections import Counter

from game.engine.acts.accords import AccordOffered
from game.engine.acts.channels import MeetingOpened
from game.engine.acts.effects import IndicatorMoved, MoveExposed
from game.engine.acts.injects import InjectSettled
from game.engine.acts.moves import DelegationReturned, MoveMade
from game.engine.acts.phases import PhaseOpened
from game.engine.acts.plenary import PlenarySpoken
from game.engine.acts.proposals import ClausesInitialled, ProposalTabled, RollCallClosed
from game.report.guide.evidence import Details, Evidence, Ref, delegations, issues
from game.report.guide.facts import fact
from game.scenario.model import DelegationId, MeetingsTerm


@fact()
def full_accord(found: Evidence) -> Details | None:
    """All signed."""
    return {} if found.state.ending == "full_accord" else None


@fact()
def minus_one(found: Evidence) -> Details | None:
    """The text stands although one delegation did not sign it."""
    if found.state.ending != "partial_accord":
        return None
    missing = [d for d in found.state.setup.delegations if d not in found.state.signatories]
    return {"delegations": delegations(*missing)}


@fact()
def no_agreement(found: Evidence) -> Details | None:
    """Time ran out, or somebody refused."""
    return {} if found.state.ending == "no_agreement" else None


@fact()
def walk_out(found: Evidence) -> Details | None:
    """The talks ended because somebody needed was gone."""
    if found.state.ending != "walk_out":
        return None
    return {"delegations": delegations(*sorted(found.state.away))}


@fact()
def breakdown(found: Evidence) -> Details | None:
    """The world outside ended the talks."""
    return {} if found.state.ending == "breakdown" else None


@fact()
def signed(found: Evidence) -> Details | None:
    """There is a text that binds somebody."""
    return {} if found.state.signatories else None


@fact()
def came_back(found: Evidence) -> Details | None:
    """Somebody walked out and returned."""
    back = dict.fromkeys(event.delegation for event in found.all(DelegationReturned))
    return {"delegations": delegations(*back)} if back else None


@fact()
def refused_to_sign(found: Evidence) -> Details | None:
    """A text lay ready, and somebody refused it."""
    if not found.state.decisions_opened:
        return None
    refused = [d for d, decision in found.state.decisions.items() if decision == "refuse"]
    return {"delegations": delegations(*refused)} if refused else None


@fact()
def votes_failed(found: Evidence) -> Details | None:
    """Roll-calls that did not carry."""
    closed = list(found.all(RollCallClosed))
    failed = sum(not event.carried for event in closed)
    return {"count": failed, "total": len(closed)} if failed else None


@fact()
def lone_no(found: Evidence) -> Details | None:
    """One delegation alone stood against a proposal, and it fell."""
    alone: Counter[DelegationId] = Counter()
    for event in found.all(RollCallClosed):
        against = [d for d, ballot in event.ballots.items() if ballot == "reject"]
        if not event.carried and len(against) == 1:
            alone[against[0]] += 1
    if not alone:
        return None
    delegation, count = alone.most_common(1)[0]
    return {"delegations": delegations(delegation), "count": count}


@fact()
def no_proposal(found: Evidence) -> Details | None:
    """Nothing was ever put on the table."""
    return None if found.state.proposals else {}


@fact()
def one_author(found: Evidence) -> Details | None:
    """More than half of the clauses of the text came from one delegation."""
    authors = Counter(
        found.state.proposals[clause.proposal].delegation for clause in found.state.text.values()
    )
    if sum(authors.values()) < 3:
        return None
    delegation, count = authors.most_common(1)[0]
    if 2 * count <= sum(authors.values()):
        return None
    return {"delegations": delegations(delegation), "count": count}


@fact()
def reopened(found: Evidence) -> Details | None:
    """A clause that had been initialled was changed or struck."""
    held: set[str] = set()
    changed: dict[str, None] = {}
    for event in found.all(ClausesInitialled):
        again = held & {*event.package, *event.struck}
        changed.update(dict.fromkeys(sorted(again)))
        held |= event.package.keys()
    return {"issues": issues(*changed)} if changed else None


@fact()
def late_text(found: Evidence) -> Details | None:
    """The first clause was initialled in the last round."""
    if found.state.setup.rounds < 2:
        return None
    for event in found.events:
        if isinstance(event, PhaseOpened) and event.round == found.state.setup.rounds:
            return {}
        if isinstance(event, ClausesInitialled):
            return None
    return None


@fact()
def silent_issues(found: Evidence) -> Details | None:
    """The signed text leaves issues of the agenda out."""
    missing = [i for i in found.state.setup.agenda if i not in found.state.text]
    return {"issues": issues(*missing)} if found.state.signatories and missing else None


@fact()
def never_raised(found: Evidence) -> Details | None:
    """Issues of the agenda that nobody proposed anything on, and nobody named in writing."""
    raised = set(found.uttered)
    for event in found.all(ProposalTabled):
        raised |= event.package.keys()
    for offer in found.all(AccordOffered):
        raised |= offer.package.keys()
    never = [issue for issue in found.state.setup.agenda if issue not in raised]
    return {"issues": issues(*never)} if never else None


@fact()
def public_moves(found: Evidence) -> Details | None:
    """What delegations did on their own before all eyes."""
    made = [event for event in found.all(MoveMade) if not event.secret]
    if not made:
        return None
    moves = dict.fromkeys(Ref("move", event.move) for event in made)
    authors = dict.fromkeys(event.delegation for event in made)
    return {"moves": tuple(moves), "delegations": delegations(*authors), "count": len(made)}


@fact()
def exposed(found: Evidence) -> Details | None:
    """A secret move came to light."""
    for event in found.all(MoveExposed):
        return {
            "delegations": delegations(event.delegation),
            "moves": (Ref("move", event.move),),
        }
    return None


@fact()
def world_moved(found: Evidence) -> Details | None:
    """The indicator that moved the furthest, if it moved far."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for event in found.all(IndicatorMoved):
        first.setdefault(event.indicator, event.before)
        last[event.indicator] = event.after
    if not first:
        return None
    furthest = max(first, key=lambda indicator: abs(last[indicator] - first[indicator]))
    if abs(last[furthest] - first[furthest]) < 10:
        return None
    return {
        "indicators": (Ref("indicator", furthest),),
        "before": first[furthest],
        "after": last[furthest],
    }


@fact()
def crisis_unanswered(found: Evidence) -> Details | None:
    """A delegation let the time for a decision pass."""
    for event in found.all(InjectSettled):
        if event.defaulted and not event.known_to:
            return {
                "injects": (Ref("inject", event.inject),),
                "delegations": delegations(*event.defaulted),
            }
    return None


@fact()
def crisis(found: Evidence) -> Details | None:
    """The first crisis that asked everybody or several at once."""
    for event in found.all(InjectSettled):
        if len(event.answers) > 1 and not event.known_to:
            return {"injects": (Ref("inject", event.inject),)}
    return None


@fact()
def breach_detected(found: Evidence) -> Details | None:
    """A public duty was seen to be broken or delayed."""
    return _reported(found, ("break", "delay"))


@fact()
def suspended(found: Evidence) -> Details | None:
    """Somebody held back a duty because others had not done theirs."""
    return _reported(found, ("suspend",))


def _reported(found: Evidence, conducts: tuple[str, ...]) -> Details | None:
    for duty in found.state.duties.values():
        if not duty.known_to and any(report in conducts for report in duty.reports):
            return {
                "delegations": delegations(duty.delegation),
                "duties": (Ref("duty", duty.obligation),),
            }
    return None


@fact()
def all_reported_honoured(found: Evidence) -> Details | None:
    """Everything that was due looked as if it had been done."""
    public = [duty for duty in found.state.duties.values() if not duty.known_to]
    seen = [report for duty in public for report in duty.reports]
    return {"count": len(public)} if seen and set(seen) == {"honour"} else None


@fact()
def courted(found: Evidence) -> Details | None:
    """Two met alone before all eyes, and one of them wanted just that."""
    for delegation, other in _wanted(found):
        count = _public_meetings(found, delegation, other)
        if count:
            return {"delegations": delegations(delegation, other), "count": count}
    return None


@fact()
def courted_in_vain(found: Evidence) -> Details | None:
    """One wanted to meet another alone, and they never did."""
    for delegation, other in _wanted(found):
        if not found.state.meetings.get(frozenset((delegation, other)), 0):
            return {"delegations": delegations(delegation, other)}
    return None


def _wanted(found: Evidence) -> list[tuple[DelegationId, DelegationId]]:
    """Who scores on meeting whom."""
    return [
        (delegation.id, term.delegation)
        for delegation in found.structure.delegations
        for objective in delegation.objectives
        for term in objective.terms
        if isinstance(term, MeetingsTerm)
    ]


def _public_meetings(found: Evidence, *members: DelegationId) -> int:
    return sum(
        event.public and set(event.members) == set(members) for event in found.all(MeetingOpened)
    )


@fact()
def open_accord(found: Evidence) -> Details | None:
    """Some settled something apart from the others, and said so."""
    for offer in found.state.accords():
        if not offer.confidential:
            return {
                "accords": (Ref("accord", offer.accord),),
                "delegations": delegations(*offer.parties),
            }
    return None


@fact()
def quiet_in_plenary(found: Evidence) -> Details | None:
    """Delegations that never spoke in the plenary, where others wrote there."""
    spoke = {event.delegation for event in found.all(PlenarySpoken)}
    quiet = [d for d in found.state.setup.delegations if d not in spoke]
    return {"delegations": delegations(*quiet)} if spoke and quiet else None


@fact()
def history(found: Evidence) -> Details | None:
    """What the real talks came to, where the scenario tells of them."""
    told = tuple(Ref("history", outcome.id) for outcome in found.structure.history)
    return {"histories": told} if told else None
