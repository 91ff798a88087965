"""The shape of a scenario's texts in one language: all that people read of it."""

from pydantic import Field

from game.scenario.model import (
    DelegationId,
    Entry,
    Identifier,
    IndicatorId,
    InjectId,
    IssueId,
    ObjectiveId,
    OptionId,
    PresetId,
    RedLineId,
    Structure,
)


class DelegationText(Entry):
    """Names of a delegation: ``name`` in lists, ``short`` on chips, ``formal`` in the text."""

    name: str
    short: str
    formal: str
    adjective: str
    capital: str
    mission: str


class ObjectiveText(Entry):
    """An objective's title and its reason, in a sentence or two."""

    title: str
    why: str


class OptionText(Entry):
    """``label`` on buttons, ``summary`` in a sentence, ``clause`` as prose of the joint text."""

    label: str
    summary: str
    clause: str


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
    """A card's headline, story, precedent, questions and consequences."""

    headline: str
    body: str
    precedent: str
    decisions: dict[DelegationId, DecisionText]
    consequences: dict[Identifier, str]


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
    """Everything of a scenario that people read, in one language."""

    title: str
    subtitle: str
    setting: str
    joint_text: JointTextFrame
    delegations: dict[DelegationId, DelegationText]
    objectives: dict[DelegationId, dict[ObjectiveId, ObjectiveText]]
    red_lines: dict[DelegationId, dict[RedLineId, str]]
    issues: dict[IssueId, IssueText]
    indicators: dict[IndicatorId, IndicatorText]
    injects: dict[InjectId, InjectText]
    presets: dict[PresetId, NamedText]
    history: dict[Identifier, NamedText]
    briefs: dict[DelegationId, str] = Field(description="Markdown, one a delegation.")


class Scenario(Entry):
    """A whole scenario: structure, texts by language, and the hash of all its files."""

    structure: Structure
    texts: dict[str, Texts]
    hash: str

    def text(self, language: str) -> Texts:
        """The texts in that language, or in the scenario's first where it lacks them."""
        return self.texts.get(language) or self.texts[self.structure.languages[0]]
