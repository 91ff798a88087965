"""What a delegation knows of itself: its brief, its own order, and what is asked of it now."""

from dataclasses import dataclass

from game.scenario.model import IssueId
from game.web.present import accords, acts, cables, duties, talk, trades
from game.web.present.brief import BriefPage, brief_of
from game.web.present.causes import standing_cause
from game.web.present.crises import crises
from game.web.present.joint_text import open_proposals
from game.web.present.stage import Stage


@dataclass(frozen=True)
class RankedIssue:
    """An issue and its place in the delegation's own order, None if it has none."""

    id: IssueId
    title: str
    place: int | None


@dataclass(frozen=True)
class StandingMove:
    """A change of domestic support and why it came."""

    time: str
    by: int
    after: int
    why: str


@dataclass(frozen=True)
class Duty:
    """The one thing that is asked of the delegation now; the template has the sentence.

    ``who`` names whom it concerns, ``tab`` where it is done.
    """

    kind: str
    who: str = ""
    tab: str = ""


@dataclass(frozen=True)
class TabCounts:
    """How many things wait for the delegation behind each tab."""

    text: int
    talk: int
    act: int
    news: int


def brief(stage: Stage) -> BriefPage:
    """The confidential brief, by the weights in force."""
    return brief_of(
        stage.structure,
        stage.texts,
        stage.view.setup.agenda,
        stage.own,
        weights=cables.weights_now(stage),
        hints=stage.hints,
    )


def ranking(stage: Stage) -> tuple[RankedIssue, ...]:
    """The agenda in the delegation's own order; issues without a place follow."""
    order = stage.view.priorities.get(stage.own, ())
    rest = [issue for issue in stage.view.setup.agenda if issue not in order]
    return (
        *(RankedIssue(i, stage.issue(i), place) for place, i in enumerate(order, start=1)),
        *(RankedIssue(issue, stage.issue(issue), None) for issue in rest),
    )


def standing_moves(stage: Stage) -> tuple[StandingMove, ...]:
    """How domestic support changed, newest first."""
    return tuple(
        StandingMove(
            stage.time(move.at),
            move.after - move.before,
            move.after,
            standing_cause(stage, move),
        )
        for move in reversed(stage.view.standing_course)
    )


def duty(stage: Stage) -> Duty:
    """What is asked of the delegation now, the most urgent first."""
    view = stage.view
    if stage.over:
        return Duty("over", stage.word("endings_told", view.ending or ""))
    if stage.closed:
        return Duty("closed")
    if stage.paused:
        if view.server_away_until is not None:
            return Duty("server_away")
        return Duty("planned_pause" if view.pause_planned else "paused")
    crisis = next((c for c in crises(stage) if c.awaits_us), None)
    if crisis is not None:
        return Duty("directive" if crisis.private else "crisis", crisis.headline)
    if stage.phase == "implementation":
        return _carrying_out(stage)
    if stage.is_away(stage.own):
        return _away(stage)
    return _asked_by_others(stage) or _by_phase(stage)


def _asked_by_others(stage: Stage) -> Duty | None:
    """What others wait for: a speech, a vote, a signature, an answer."""
    view, own = stage.view, stage.own
    if view.floor is not None and view.floor.delegation == own:
        return Duty("floor", tab="talk")
    vote = next((p for p in open_proposals(stage) if p.awaits_us), None)
    if vote is not None:
        return Duty("vote", vote.author.name, "text")
    if stage.phase == "ratification" and own not in view.decided:
        return Duty("sign", tab="text")
    offer = next(iter(accords.offers_to_us(stage)), None)
    if offer is not None:
        return Duty("accord", offer.author.name, "act")
    offering = next(iter(trades.waiting(stage)), None)
    if offering is not None:
        return Duty("trade", offering.name, "talk")
    invitation = next((c for c in view.channels.values() if talk.awaits(c, own)), None)
    if invitation is None:
        return None
    return Duty("invitation", stage.party(invitation.invited_by).name, "talk")


def _by_phase(stage: Stage) -> Duty:
    """What the phase is for, where nobody waits for us."""
    view = stage.view
    if stage.phase == "ratification":
        return Duty("signed", tab="text")
    if stage.own in view.ready:
        return Duty("ready")
    if view.floor is not None:
        return Duty("listen", stage.party(view.floor.delegation).name, "talk")
    tabs = {"briefing": "brief", "plenary": "talk", "consultations": "talk", "drafting": "compose"}
    return Duty(stage.phase, tab=tabs.get(stage.phase, "brief"))


def _carrying_out(stage: Stage) -> Duty:
    """What is asked in a step of implementation."""
    if duties.awaits_us(stage):
        return Duty("conduct", tab="text")
    if stage.own in stage.view.ready:
        return Duty("ready")
    return Duty("conduct_chosen" if duties.own_duties(stage) else "no_duties", tab="text")


def _away(stage: Stage) -> Duty:
    """What is asked of a delegation that has walked out."""
    back = acts.way_back(stage)
    open_ = back is not None and back.why_not is None
    return Duty("away" if open_ else "away_shut", back.name if back else "", "act")


def tab_counts(stage: Stage) -> TabCounts:
    """What waits for the delegation behind each tab."""
    signature = stage.phase == "ratification" and stage.own not in stage.view.decided
    floor = stage.view.floor is not None and stage.view.floor.delegation == stage.own
    return TabCounts(
        text=sum(p.awaits_us for p in open_proposals(stage)) + signature + duties.awaits_us(stage),
        talk=talk.waiting(stage) + floor,
        act=len(accords.offers_to_us(stage)),
        news=sum(not c.settled for c in crises(stage)),
    )
