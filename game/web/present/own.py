"""What a delegation knows of itself: brief, objectives, red lines, and what is asked of it now."""

from dataclasses import dataclass

from markdown_it import MarkdownIt
from markupsafe import Markup

from game.engine.scoring import played_terms
from game.scenario.model import IssueId
from game.web.present.crises import crises
from game.web.present.joint_text import open_proposals
from game.web.present.stage import Stage
from game.web.present.talk import channels

#: HTML in a brief is shown as it is written; nothing in a scenario's text becomes markup.
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Goal:
    """An objective in words; ``points`` is what it can bring on this agenda, at most."""

    title: str
    why: str
    points: int
    off_agenda: bool


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
    news: int


def brief(stage: Stage) -> Markup:
    """The confidential brief."""
    return Markup(_MARKDOWN.render(stage.texts.briefs[stage.own]))  # noqa: S704 - HTML is off


def goals(stage: Stage) -> tuple[Goal, ...]:
    """The delegation's objectives, heaviest first."""
    possible: dict[str, int] = {}
    for played in played_terms(stage.structure, stage.view.setup.agenda, stage.own):
        possible[played.objective] = possible.get(played.objective, 0) + played.possible
    found = [
        Goal(
            title=text.title,
            why=text.why,
            points=round(possible.get(objective.id, 0) / 100),
            off_agenda=objective.id not in possible,
        )
        for objective in stage.structure.delegation(stage.own).objectives
        for text in (stage.texts.objectives[stage.own][objective.id],)
    ]
    return tuple(sorted(found, key=lambda goal: -goal.points))


def red_lines(stage: Stage) -> tuple[str, ...]:
    """What the capital forbids, where the agenda could cross it."""
    agenda = set(stage.view.setup.agenda)
    lines = stage.texts.red_lines.get(stage.own, {})
    return tuple(
        lines[line.id]
        for line in stage.structure.delegation(stage.own).red_lines
        if agenda.issuperset(line.when)
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
            stage.time(move.at), move.after - move.before, move.after, _reason(stage, move.cause)
        )
        for move in reversed(stage.view.standing_course)
    )


def _reason(stage: Stage, cause: str) -> str:
    if cause in stage.texts.injects:
        return stage.texts.injects[cause].headline
    return stage.texts.red_lines.get(stage.own, {}).get(cause, stage.word("causes", cause))


def duty(stage: Stage) -> Duty:
    """What is asked of the delegation now, the most urgent first."""
    view, own = stage.view, stage.own
    if stage.over:
        return Duty("over", stage.word("endings_told", view.ending or ""))
    if stage.paused:
        return Duty("planned_pause" if view.pause_planned else "paused")
    crisis = next((c for c in crises(stage) if c.awaits_us), None)
    if crisis is not None:
        return Duty("crisis", crisis.headline)
    if view.floor is not None and view.floor.delegation == own:
        return Duty("floor", tab="talk")
    vote = next((p for p in open_proposals(stage) if p.awaits_us), None)
    if vote is not None:
        return Duty("vote", vote.author.name, "text")
    if stage.phase == "ratification":
        return Duty("signed", tab="text") if own in view.decided else Duty("sign", tab="text")
    invitation = next((c for c in channels(stage) if c.awaits_us), None)
    if invitation is not None:
        return Duty("invitation", invitation.inviter.name, "talk")
    if own in view.ready:
        return Duty("ready")
    if view.floor is not None:
        return Duty("listen", stage.party(view.floor.delegation).name, "talk")
    tabs = {"briefing": "brief", "plenary": "talk", "consultations": "talk", "drafting": "compose"}
    return Duty(stage.phase, tab=tabs.get(stage.phase, "brief"))


def tab_counts(stage: Stage) -> TabCounts:
    """What waits for the delegation behind each tab."""
    signature = stage.phase == "ratification" and stage.own not in stage.view.decided
    floor = stage.view.floor is not None and stage.view.floor.delegation == stage.own
    own_channels = channels(stage)
    return TabCounts(
        text=sum(p.awaits_us for p in open_proposals(stage)) + signature,
        talk=sum(c.awaits_us + c.unanswered for c in own_channels) + floor,
        news=sum(not c.settled for c in crises(stage)),
    )
