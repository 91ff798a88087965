"""The shape of what the computer says for a delegation, in one language."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from game.scenario.base import Entry, IssueId, OptionId

#: At least one sentence.
Sentences: TypeAlias = Annotated[tuple[str, ...], Field(min_length=1)]
#: Whether a delegation wants an issue to go further than it does, or less far.
Leaning: TypeAlias = Literal["more", "less"]


class SpokenIssue(Entry):
    """How an issue and its options are named in the middle of a sentence, in several ways."""

    topic: Sentences
    options: dict[OptionId, Sentences]


class Reasons(Entry):
    """Why a delegation wants more, or less, on an issue: clauses that can stand after "because"."""

    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()


class Voice(Entry):
    """How the computer speaks for a delegation: for each occasion, sentences to choose from.

    What they may fill in is in ``FILLINGS``; no number and no weight is ever among it. A sentence
    is passed over where what it fills in is not known.

    ``opening`` and ``reopening`` are the statements in the first and in a later plenary. In talks
    there are ``ask``, ``reply``, ``want``, ``limit`` (where it would rather say little), ``join``
    and ``differ``, and ``common`` in those of more than two; of trades ``offer``, ``agree`` and
    ``decline``. ``refuse`` follows a vote against a text.
    """

    opening: Sentences
    reopening: Sentences
    remark: Sentences
    ask: Sentences
    reply: Sentences
    want: Sentences
    limit: Sentences
    common: Sentences
    join: Sentences
    differ: Sentences
    offer: Sentences
    agree: Sentences
    decline: Sentences
    refuse: Sentences
    thank: Sentences
    warn: Sentences
    deadline: Sentences
    note: Sentences
    counter: Sentences
    mandate: Sentences
    accord: Sentences
    reasons: dict[IssueId, Reasons] = Field(default_factory=dict)

    def why(self, issue: IssueId, leaning: Leaning) -> tuple[str, ...]:
        """The delegation's reasons for wanting more, or less, on an issue."""
        reasons = self.reasons.get(issue)
        if reasons is None:
            return ()
        return reasons.more if leaning == "more" else reasons.less


_STATEMENT = frozenset({"topic", "option", "other_topic", "other_option", "reason"})
_WISH = frozenset({"topic", "option", "reason", "delegation"})
_TRADE = frozenset({"option", "other_option", "delegation"})
_DIFFICULTY = frozenset({"topic", "reason", "delegation"})

#: What the sentences of each occasion may fill in.
FILLINGS: Mapping[str, frozenset[str]] = {
    "opening": _STATEMENT,
    "reopening": _STATEMENT,
    "remark": _WISH,
    "ask": frozenset({"topic", "delegation"}),
    "reply": _WISH,
    "want": _WISH,
    "limit": _DIFFICULTY,
    "common": frozenset({"topic", "option"}),
    "join": frozenset({"topic", "option"}),
    "differ": frozenset({"topic", "reason"}),
    "offer": _TRADE,
    "agree": _TRADE,
    "decline": _DIFFICULTY,
    "refuse": _DIFFICULTY,
    "thank": frozenset(),
    "warn": frozenset(),
    "deadline": frozenset(),
    "note": frozenset({"topic"}),
    "counter": _DIFFICULTY,
    "mandate": frozenset({"topic"}),
    "accord": frozenset({"topic", "option"}),
}
