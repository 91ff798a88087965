"""Votes and proposals."""

from collections.abc import Mapping
from dataclasses import replace

from game.bots.mind import PRESSED, Mind
from game.bots.search import Aim, Found
from game.bots.valuation import Choice
from game.bots.voice import Speech
from game.bots.wishes import difficulty, way_from
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.choices import Ballot
from game.engine.command import Command
from game.engine.entries import Proposal
from game.engine.phases import PhaseName
from game.scenario.model import DelegationId, IssueId, OptionId, Package

#: Once a text covers this part of the agenda there is a deal: others must better it.
DEAL = 0.8
#: By how much a new text must better a standing deal for us (in parts) before we vote for it.
BETTER = 0.01
#: How much better for us a text must be before we propose it in place of a standing deal.
WORTH_ASKING = 0.03
#: How often, when something has happened, we look for a better text than the deal that stands.
AFTERTHOUGHT = 0.15
#: A package that leaves more of the agenda than this open is judged by where it may lead.
OPEN_ENDED = 0.3
#: Whole texts that one delegation tables of its own accord, on average, in the last round and in
#: each earlier one, by how many rounds the game has. They are few, since a failed roll-call costs
#: the table confidence, and most come late: this power of a part of the phase makes them so.
LAST_ROUND = {1: 5.0, 2: 1.4, 3: 0.35}
EARLY_ROUND = {2: 0.2}
LAST_OF_MANY, EARLY_OF_MANY = 0.38, 0.15
LATE = 0.25
#: Whoever alone refused a text answers it with one of its own, from this part of the phase on.
ANSWER_FROM = 0.5
#: Parts of a text that a delegation tables in a round, from when on at the latest, and how many
#: delegations' latest texts must agree on a clause for that.
PARTS, PARTS_BY, AUTHORS = 1, 0.7, 3
#: How far below its own line a bridge goes to look for what all could take.
BRIDGE = 0.25
#: Once so many proposals have shown what each wants, a roll-call is called only on a text that all
#: seem to take with this chance: a failed one is noise to those who listen.
KNOWN = 6
HOPE = 0.3
#: Below this part of the agenda what is tabled is a part of a text and no whole one.
WHOLE = 0.6
#: What a part of a text may take from the merit of what we could still offer, to be voted for.
COST = 0.5
#: No roll-call is opened when less than this part of drafting is left.
TOO_LATE = 0.04
#: Where the rules let one be missing, from this part of the talks on, a text may leave one out.
WITHOUT_ONE = 0.75


def vote(mind: Mind) -> Command | None:
    """Vote on what is open, the oldest first."""
    if mind.phase is not PhaseName.DRAFTING or mind.away:
        return None
    for proposal in mind.open_proposals():
        if mind.delegation not in proposal.received:
            ballot: Ballot = "accept" if acceptable(mind, proposal) else "reject"
            return CastBallot(proposal=proposal.id, ballot=ballot)
    return None


def acceptable(mind: Mind, proposal: Proposal) -> bool:
    """Whether we vote for it: good enough for this hour, or better than the deal that stands."""
    after = mind.after(proposal.package)
    part = mind.own.part(after)
    if deal_stands(mind):
        return part >= mind.own.part(mind.standing_choice) + BETTER
    fixed = _fixed_by(mind, proposal)
    if fixed is not None and _beyond_the_step(mind, proposal.package):
        return False
    if part >= mind.target:
        return True
    if fixed is not None:
        return _leads_to(mind, fixed) >= mind.target or _costs_little(mind, fixed)
    if _promised(mind, after):
        return part >= mind.soon
    return mind.pressed and part >= max(mind.character.floor, _going_on(mind))


def _fixed_by(mind: Mind, proposal: Proposal) -> dict[int, int] | None:
    """What would stand, by axis, if that were carried; None where that leaves little open."""
    agenda, after = mind.view.setup.agenda, mind.after(proposal.package)
    named = {
        axis: after[axis]
        for axis, issue in enumerate(agenda)
        if issue in proposal.package or issue in mind.text
    }
    return named if len(agenda) - len(named) > OPEN_ENDED * len(agenda) else None


def _beyond_the_step(mind: Mind, package: Package) -> bool:
    """Whether with those clauses the text could no longer be the first step that we work for."""
    after = mind.after(package)
    return any(
        after[axis] not in places
        for axis, places in mind.first_step.items()
        if mind.view.setup.agenda[axis] in package
    )


def _leads_to(mind: Mind, fixed: Mapping[int, int]) -> float:
    """What the text that seems likeliest with those clauses would be worth to us."""
    found = mind.search.best(Aim(-10, mind.regard, mind.bar, fixed=fixed))
    return found.part if found is not None else -1.0


def _costs_little(mind: Mind, fixed: Mapping[int, int]) -> bool:
    """Whether what we could still offer, with those clauses, is hardly worse than without.

    Nothing is agreed until everything is, so that a part is judged by what it leaves possible.
    """
    offer = _offer(mind)
    if offer is None:
        return False
    aim = Aim(
        min(mind.target, offer.part),
        mind.regard,
        mind.bar,
        fixed={**mind.kept, **fixed},
        allowed=mind.tableable,
    )
    found = mind.search.best(aim)
    return found is not None and found.merit >= offer.merit - COST


def _promised(mind: Mind, after: Choice) -> bool:
    """Whether the text with that proposal keeps all the trades that we agreed on in this round."""
    if not mind.promised:
        return False
    package = mind.own.package(after)
    return all(package[issue] == option for issue, option in mind.promised.items())


def deal_stands(mind: Mind) -> bool:
    """Whether texts that were carried cover most of the agenda, to our benefit."""
    covered: set[IssueId] = set()
    for proposal in mind.view.proposals.values():
        if proposal.status == "carried":
            covered |= proposal.package.keys()
    enough = len(covered) >= DEAL * len(mind.view.setup.agenda)
    return enough and mind.own.part(mind.standing_choice) >= 0


def _going_on(mind: Mind) -> float:
    """What it is worth to refuse and table our own: that, as often as all would take it."""
    found = _offer(mind)
    return found.part * found.chance if found and mind.elapsed < 1 - TOO_LATE else 0.0


# --- proposals ---------------------------------------------------------------------------------


def propose(mind: Mind) -> Command | None:
    """Table what we would offer now, if it is our time."""
    if not _may_table(mind):
        return None
    agreed = _agreed_part(mind)
    if agreed:
        return TableProposal(options=agreed)
    if not _time_has_come(mind):
        return None
    if not deal_stands(mind):
        found = _amended(mind) or _promising(mind)
    elif mind.chance(f"better {mind.view.seq}") < AFTERTHOUGHT:
        found = _better_deal(mind)
    else:
        return None
    if found is None:
        return None
    package = {
        issue: option
        for issue, option in mind.own.package(found.choice).items()
        if mind.text.get(issue) != option
    }
    standing = mind.own.package(mind.standing_choice)
    if all(standing[issue] == option for issue, option in package.items()):
        return None
    tabled = mind.view.proposals.values()
    if any(package == proposal.package for proposal in tabled) and not mind.pressed:
        return None
    answered = _answered(mind)
    limit = mind.structure.rules.note_limit
    return TableProposal(
        options=package,
        note=mind.say(_note(mind, found, answered), limit),
        counters=answered.id if answered else None,
    )


def _promising(mind: Mind) -> Found | None:
    """Our offer, unless it has too little chance to be worth a roll-call.

    Whoever works for a first step keeps it for the last hour, when less is better than nothing.
    """
    if mind.first_step and _bridging(mind) and not mind.pressed:
        return None
    found = _offer(mind)
    if found is None or found.chance >= HOPE or _last_draft_due(mind):
        return found
    return None if _positions_known(mind) else found


def _positions_known(mind: Mind) -> bool:
    """Whether so much has been tabled and voted on that what all would take can be guessed."""
    return len(mind.view.proposals) >= KNOWN


def _agreed_part(mind: Mind) -> dict[IssueId, OptionId]:
    """The clauses on which the latest texts of several and our own next one agree.

    Empty where there are none, or where it is not the hour for a part: late, everything is at
    stake, and a part that failed or is being voted on is enough for a round.
    """
    here = mind.view.phase.step.round
    late = mind.pressed or deal_stands(mind)
    if late or not mind.past(mind.chance(f"part {here}") * PARTS_BY):
        return {}
    agenda = mind.view.setup.agenda
    if len(agenda) - len(mind.text) <= OPEN_ENDED * len(agenda):
        return {}
    parts = [p for p in mind.view.proposals.values() if p.round == here and _is_part(mind, p)]
    own = sum(p.delegation == mind.delegation for p in parts)
    if own >= PARTS or any(p.status != "carried" for p in parts):
        return {}
    latest = {
        p.delegation: p.package
        for p in mind.view.proposals.values()
        if p.status == "failed" and not _is_part(mind, p)
    }
    if len(latest) < AUTHORS:
        return {}
    first, *others = latest.values()
    common = {
        issue: option
        for issue, option in first.items()
        if issue not in mind.text
        and option != mind.structure.issue(issue).silent
        and all(text.get(issue) == option for text in others)
    }
    # What we would offer ourselves is looked for only where the others agree on something.
    if not common or mind.offer is None:
        return {}
    ours = mind.own.package(mind.offer.choice)
    agreed = {issue: option for issue, option in ours.items() if common.get(issue) == option}
    if _beyond_the_step(mind, agreed):
        return {}
    return {} if mind.structure.conflicts_in({**mind.text, **agreed}) else agreed


def _is_part(mind: Mind, proposal: Proposal) -> bool:
    """Whether a proposal, with what had been initialled, left much of the agenda open."""
    return len(proposal.package) + len(mind.text) < WHOLE * len(mind.view.setup.agenda)


def _may_table(mind: Mind) -> bool:
    if mind.phase is not PhaseName.DRAFTING or mind.away or not mind.quorum:
        return False
    # A roll-call that is going on will tell what to table next.
    return not mind.open_proposals()


def _time_has_come(mind: Mind) -> bool:
    """Whether it is on us to answer, or one of the times of our own at which we table a text."""
    if mind.past(1 - TOO_LATE):
        return False
    if mind.past(ANSWER_FROM) and _refused_alone(mind) is not None:
        return True
    if _last_draft_due(mind):
        return True
    here = mind.view.phase.step.round
    tabled = mind.view.proposals.values()
    own = (p for p in tabled if p.delegation == mind.delegation and p.round == here)
    done = sum(not _is_part(mind, proposal) for proposal in own)
    budget = _budget(mind)
    if done >= budget:
        return False
    due: float = ((done + mind.chance(f"turn {here} {done}")) / budget) ** LATE
    return mind.past(due)


def _refused_alone(mind: Mind) -> Proposal | None:
    """The latest text of this round if it failed by our no alone, and we have not answered it."""
    here = mind.view.phase.step.round
    tabled = mind.view.proposals.values()
    failed = [p for p in tabled if p.status == "failed" and p.round == here]
    if not failed or failed[-1].delegation == mind.delegation:
        return None
    last = failed[-1]
    answered = any(p.at > last.at and p.delegation == mind.delegation for p in tabled)
    refused = last.ballots.get(mind.delegation) == "reject"
    willing = last.tally.get("accept", 0)
    alone = refused and not answered and willing == len(mind.view.setup.delegations) - 1
    return last if alone else None


def _amended(mind: Mind) -> Found | None:
    """The text that we alone refused, with the one or two clauses changed that we cannot take.

    The others have said yes to all the rest.
    """
    refused = _refused_alone(mind)
    if refused is None:
        return None
    text = mind.after(refused.package)
    for least in (mind.target, mind.character.floor):
        aim = Aim(least, mind.regard, mind.bar, fixed=mind.kept, allowed=mind.tableable)
        found = mind.search.beside(text, aim)
        if found is not None:
            return found
    return None


def _budget(mind: Mind) -> int:
    """How many proposals we have in us in this round."""
    rounds, here = mind.view.setup.rounds, mind.view.phase.step.round
    if mind.last_round:
        average = LAST_ROUND.get(rounds, LAST_OF_MANY)
    else:
        average = EARLY_ROUND.get(rounds, EARLY_OF_MANY)
    whole = int(average)
    return whole + (mind.chance(f"propose {here}") < average - whole)


def _offer(mind: Mind) -> Found | None:
    """What we offer: what we insist on, or (a bridge, or when pressed) what seems best for all."""
    least = mind.target
    bridging = _bridging(mind)
    if not (bridging or mind.pressed):
        return mind.offer
    if bridging:
        least = max(mind.character.floor, least - BRIDGE)
    aim = Aim(least, _needed(mind), mind.bar, fixed=mind.kept, allowed=mind.tableable)
    if bridging and mind.pressed and mind.first_step:
        step = replace(aim, allowed={**mind.tableable, **mind.first_step})
        if (found := mind.search.best(step)) is not None:
            return found
    return mind.search.best(aim) or mind.offer


def _last_draft_due(mind: Mind) -> bool:
    """Whether the last hour is there for a first step that we work for, and we have tabled nothing.

    Then no settlement is in sight.
    """
    if not (mind.pressed and mind.first_step and _bridging(mind)):
        return False
    opened, deadline = mind.view.phase.opened_at, mind.view.phase.deadline or mind.now
    late = opened + PRESSED * (deadline - opened)
    return all(p.delegation != mind.delegation or p.at < late for p in mind.view.proposals.values())


def _bridging(mind: Mind) -> bool:
    at = mind.character.bridges_at
    return at is not None and mind.progress >= at


def _needed(mind: Mind) -> dict[DelegationId, float]:
    """Whose yes we need: where one may be missing, late in the talks, not that of the hardest."""
    regard = dict(mind.regard)
    if mind.view.setup.rules.consensus != "minus_one" or mind.progress < WITHOUT_ONE:
        return regard
    offer = mind.offer
    if offer is not None:
        optional = set(regard) - set(mind.structure.rules.essential)
        hardest = min(optional, key=lambda d: offer.guessed[d], default=None)
        if hardest is not None:
            regard[hardest] = 0.0
    return regard


def _better_deal(mind: Mind) -> Found | None:
    """A text better for us than the deal that stands and, it seems, for nobody worse."""
    here = mind.search.judge(mind.standing_choice, Aim(0, mind.regard))
    found = mind.search.best(Aim(here.part + WORTH_ASKING, mind.regard, allowed=mind.tableable))
    if found is None or any(found.guessed[d] < here.guessed[d] for d in mind.others):
        return None
    return found


def _answered(mind: Mind) -> Proposal | None:
    """The last proposal of another that failed in this round: ours is taken as an answer to it."""
    here = mind.view.phase.step.round
    failed = [
        proposal
        for proposal in mind.view.proposals.values()
        if proposal.status == "failed"
        and proposal.round == here
        and proposal.delegation != mind.delegation
    ]
    return failed[-1] if failed else None


def _note(mind: Mind, found: Found, answered: Proposal | None) -> Speech:
    """The covering note: what we answer, or on which clause we have tried to meet others."""
    if answered is not None:
        package = mind.own.package(found.choice)
        changed = {i: o for i, o in answered.package.items() if package[i] != o}
        if changed:
            issue, way = difficulty(mind, changed)
            # The reason is given only where our own text goes the way that it speaks of.
            ours = way_from(mind, issue, answered.package[issue], package[issue])
            true = way if ours == way else None
            return Speech("counter", ((issue, None),), answered.delegation, true)
    agenda = mind.view.setup.agenda
    yielding = min(range(len(agenda)), key=lambda axis: mind.own.stakes[axis][found.choice[axis]])
    return Speech("note", ((agenda[yielding], None),))
