"""The shape of a scenario's texts in one language: all that people read of it."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Field

from game.scenario.hashes import Hashes
from game.scenario.model import (
    AccessId,
    AccordId,
    DelegationId,
    Entry,
    Identifier,
    IndicatorId,
    InjectId,
    IssueId,
    MoveId,
    ObjectiveId,
    ObligationId,
    OptionId,
    PresetId,
    RedLineId,
    SourceId,
    Structure,
)
from game.scenario.voices import SpokenIssue, Voice


class DelegationText(Entry):
    """Names of a delegation: ``name`` in lists, ``short`` on chips, ``formal`` in the text."""

    name: str
    short: str
    formal: str
    adjective: str
    capital: str
    mission: str


class ObjectiveText(Entry):
    """An objective's title and its reason, in a sentence or two.

    ``also`` holds what is only to be read where that issue is on the agenda.
    """

    title: str
    why: str
    also: dict[IssueId, str] = Field(default_factory=dict)

    def reason(self, agenda: Collection[IssueId]) -> str:
        """The reason as it reads on that agenda."""
        return " ".join((self.why, *(text for issue, text in self.also.items() if issue in agenda)))


class Passage(Entry):
    """A paragraph (Markdown), read where all of its ``issues`` are on the agenda."""

    text: str
    issues: tuple[IssueId, ...] = ()

    def fits(self, agenda: Collection[IssueId]) -> bool:
        """Whether it speaks of nothing that the agenda lacks."""
        return set(self.issues) <= set(agenda)


class Brief(Entry):
    """A delegation's confidential instructions: what no number of the structure can say.

    Page one shows the first of ``offers`` that fits the agenda, ``first_step`` and whom to
    ``see_first``. ``issues`` tells how the government sees each issue, ``acts`` what the delegation
    can do alone. ``later`` is what happened to the country after the talks, set apart; ``hints``
    give advice on the bargain, and show only where the instructor allows hints.
    """

    see_first: DelegationId
    first_step: str
    offers: Annotated[tuple[Passage, ...], Field(min_length=1)]
    situation: Annotated[tuple[Passage, ...], Field(min_length=1)]
    issues: dict[IssueId, str]
    acts: tuple[Passage, ...] = ()
    later: tuple[Passage, ...] = ()
    hints: tuple[Passage, ...] = ()
    sources: tuple[SourceId, ...] = ()

    def offer(self, agenda: Collection[IssueId]) -> str:
        """The offer for page one; a check sees to it that every preset's agenda has one."""
        fitting = (offer.text for offer in self.offers if offer.fits(agenda))
        return next(fitting, "")


class OptionText(Entry):
    """``label`` on buttons, ``summary`` in a sentence, ``clause`` as prose of the joint text.

    What holds in silence may have no clause: the text then has no article on it.
    """

    label: str
    summary: str
    clause: str = ""


class IssueText(Entry):
    """An issue's title, the question it asks, and its options."""

    title: str
    question: str
    options: dict[OptionId, OptionText]


class IndicatorText(Entry):
    """An indicator's name, what it stands for, and a word for each band."""

    name: str
    describes: str
    bands: dict[Identifier, str]


class DecisionText(Entry):
    """What a delegation is asked when a card falls, and its possible answers."""

    prompt: str
    answers: dict[Identifier, str]


class InjectText(Entry):
    """A card's headline, story, precedent, questions and consequences.

    ``told`` is what single delegations read beside the story.
    """

    headline: str
    body: str
    precedent: str
    told: dict[DelegationId, str] = Field(default_factory=dict)
    decisions: dict[DelegationId, DecisionText] = Field(default_factory=dict)
    consequences: dict[Identifier, str] = Field(default_factory=dict)


class MoveText(Entry):
    """A move's name and what its author reads of it; ``news`` is what the others read.

    Of a secret move they read the news when it is exposed. ``cases`` are sentences for what the
    move does beside that.
    """

    name: str
    describes: str
    news: str
    cases: dict[Identifier, str] = Field(default_factory=dict)


class ObligationText(Entry):
    """What must be done, and the news if a delay or breach of it is detected."""

    duty: str
    detected: str


class NamedText(Entry):
    """A name and a sentence or two about it."""

    name: str
    summary: str


class JointTextFrame(Entry):
    """What stands around the articles of the joint text."""

    title: str
    preamble: str
    closing: str


class Texts(Entry):
    """Everything of a scenario that people read, in one language.

    ``mandates`` says of a red line what would move the capital; ``access`` when two delegations
    may meet alone and what it does, ``conflicts`` why two clauses do not go together. What has no
    ``spoken`` form is said by its label. ``timeline`` says how the game's time relates to
    history's.
    """

    title: str
    subtitle: str
    setting: str
    timeline: str = ""
    joint_text: JointTextFrame
    delegations: dict[DelegationId, DelegationText]
    objectives: dict[DelegationId, dict[ObjectiveId, ObjectiveText]]
    red_lines: dict[DelegationId, dict[RedLineId, str]]
    issues: dict[IssueId, IssueText]
    indicators: dict[IndicatorId, IndicatorText]
    injects: dict[InjectId, InjectText]
    presets: dict[PresetId, NamedText]
    history: dict[Identifier, NamedText]
    mandates: dict[DelegationId, dict[RedLineId, str]] = Field(default_factory=dict)
    moves: dict[MoveId, MoveText] = Field(default_factory=dict)
    access: dict[AccessId, str] = Field(default_factory=dict)
    accords: dict[AccordId, NamedText] = Field(default_factory=dict)
    obligations: dict[ObligationId, ObligationText] = Field(default_factory=dict)
    conflicts: dict[Identifier, str] = Field(default_factory=dict)
    voices: dict[DelegationId, Voice] = Field(default_factory=dict)
    spoken: dict[IssueId, SpokenIssue] = Field(default_factory=dict)
    briefs: dict[DelegationId, Brief]

    def topics(self, issue: IssueId) -> tuple[str, ...]:
        """How the issue is named in speech: what can stand after "on"."""
        spoken = self.spoken.get(issue)
        return (f"“{self.issues[issue].title}”",) if spoken is None else spoken.topic

    def spoken_forms(self, issue: IssueId, option: OptionId) -> tuple[str, ...]:
        """How the option is named in speech: what can stand after "ask for" or "accept"."""
        spoken = self.spoken.get(issue)
        forms = None if spoken is None else spoken.options.get(option)
        return (f"“{self.issues[issue].options[option].label}”",) if forms is None else forms


class Scenario(Entry):
    """A whole scenario: structure, texts by language, and its three hashes."""

    structure: Structure
    texts: dict[str, Texts]
    hashes: Hashes

    def text(self, language: str) -> Texts:
        """The texts in that language, or in the scenario's first where it lacks them."""
        return self.texts.get(language) or self.texts[self.structure.languages[0]]
