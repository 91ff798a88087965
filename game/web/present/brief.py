"""A delegation's brief for an agenda: page one as a card, then what stands behind it.

The same page is read at the table, in the lobby before it, and on paper. It needs no table: whoever
prints the briefs for a class has none yet. Every number on it comes from the scenario.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from game.engine.scoring import played_terms
from game.scenario.model import DelegationId, IssueId, ObjectiveId, Structure
from game.scenario.texts import Passage, Texts

#: HTML in a brief is shown as it is written; nothing in a scenario's text becomes markup.
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
#: How many objectives and red lines stand on page one.
FIRST_WANTS, FIRST_LINES = 3, 2


@dataclass(frozen=True)
class Goal:
    """An objective in words; ``points`` is what it can bring on this agenda, at most.

    ``before`` is what that was before directives changed it, None where they did not.
    """

    title: str
    why: str
    points: int
    before: int | None


@dataclass(frozen=True)
class OnIssue:
    """How the government sees an issue of the agenda."""

    title: str
    text: Markup


@dataclass(frozen=True)
class CitedSource:
    """Where a fact comes from; ``link`` is empty where nothing is on the web."""

    title: str
    link: str


@dataclass(frozen=True)
class BriefPage:
    """A delegation's brief; what an agenda does not touch is not in it."""

    own: DelegationId
    name: str
    flag: str
    formal: str
    mission: str
    timeline: str
    goals: tuple[Goal, ...]
    red_lines: tuple[str, ...]
    offer: Markup
    first_step: str
    see_first: str
    situation: Markup
    issues: tuple[OnIssue, ...]
    acts: Markup
    later: Markup
    hints: Markup
    sources: tuple[CitedSource, ...]

    @property
    def wants(self) -> tuple[Goal, ...]:
        """The objectives of page one: those that can bring most."""
        return self.goals[:FIRST_WANTS]

    @property
    def first_lines(self) -> tuple[str, ...]:
        """The red lines of page one: those that cost most."""
        return self.red_lines[:FIRST_LINES]


def brief_of(
    structure: Structure,
    texts: Texts,
    agenda: tuple[IssueId, ...],
    own: DelegationId,
    *,
    weights: Mapping[ObjectiveId, int] | None = None,
    hints: bool = False,
) -> BriefPage:
    """The delegation's brief on that agenda, by the weights of a directive where there was one.

    ``hints`` says whether advice on the bargain may be read in it.
    """
    brief, names, delegation = texts.briefs[own], texts.delegations, structure.delegation(own)
    titles = {source.id: source for source in structure.sources}
    cited = [titles[id_] for id_ in brief.sources]
    lines = sorted(delegation.red_lines, key=lambda line: -line.points)
    return BriefPage(
        own=own,
        name=names[own].name,
        flag=delegation.flag,
        formal=names[own].formal,
        mission=names[own].mission,
        timeline=texts.timeline,
        goals=goals_of(structure, texts, agenda, own, weights),
        red_lines=tuple(
            texts.red_lines[own][line.id] for line in lines if set(line.when) <= set(agenda)
        ),
        offer=_rendered(brief.offer(agenda)),
        first_step=brief.first_step,
        see_first=names[brief.see_first].name,
        situation=_passages(brief.situation, agenda),
        issues=tuple(
            OnIssue(texts.issues[issue].title, _rendered(brief.issues[issue])) for issue in agenda
        ),
        acts=_passages(brief.acts, agenda),
        later=_passages(brief.later, agenda),
        hints=_passages(brief.hints if hints else (), agenda),
        sources=tuple(CitedSource(one.title, next(iter(one.links), "")) for one in cited),
    )


def goals_of(
    structure: Structure,
    texts: Texts,
    agenda: tuple[IssueId, ...],
    own: DelegationId,
    weights: Mapping[ObjectiveId, int] | None = None,
) -> tuple[Goal, ...]:
    """The objectives that the agenda can serve, by the weights in force, heaviest first."""
    first = possible_points(structure, agenda, own, None)
    possible = possible_points(structure, agenda, own, weights)
    found = [
        Goal(
            title=text.title,
            why=text.reason(agenda),
            points=points,
            before=before if (before := first[id_]) != points else None,
        )
        for id_, points in possible.items()
        for text in (texts.objectives[own][id_],)
    ]
    return tuple(sorted(found, key=lambda goal: -goal.points))


def possible_points(
    structure: Structure,
    agenda: tuple[IssueId, ...],
    own: DelegationId,
    weights: Mapping[ObjectiveId, int] | None,
) -> dict[ObjectiveId, int]:
    """What each objective that the agenda can serve brings at most (points of 100)."""
    possible: dict[ObjectiveId, int] = {}
    for played in played_terms(structure, agenda, own, weights):
        possible[played.objective] = possible.get(played.objective, 0) + played.possible
    return {objective: round(points / 100) for objective, points in possible.items()}


def _passages(passages: Collection[Passage], agenda: Collection[IssueId]) -> Markup:
    """The passages that fit the agenda."""
    return _rendered("\n\n".join(one.text.strip() for one in passages if one.fits(agenda)))


@lru_cache(maxsize=512)
def _rendered(markdown: str) -> Markup:
    """An author's text; kept, because it is on every page and never changes."""
    return Markup(_MARKDOWN.render(markdown))  # noqa: S704 - HTML is off
