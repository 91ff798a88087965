"""The closed lists of choices that commands, events and the state have in common."""

from typing import Literal, TypeAlias

Ballot: TypeAlias = Literal["accept", "reject", "abstain"]
Signature: TypeAlias = Literal["sign", "refuse"]
Due: TypeAlias = Literal["bell", "phase", "floor", "roll_call", "inject_slot", "inject", "cable"]
#: Who answers capital cables: the scenario's rule, or the instructor (the rule, if they do not).
Capitals: TypeAlias = Literal["rule", "instructor"]
#: Whether delegations write to each other, or talk aloud and only their meetings are recorded.
Talk: TypeAlias = Literal["online", "in_person"]
#: Whether a closed roll-call tells who voted how, or only how many.
Votes: TypeAlias = Literal["open", "anonymous"]
#: Whether scores show when the game is over, or when the instructor opens them.
Scores: TypeAlias = Literal["at_end", "when_opened"]
#: What the debrief opens, chapter by chapter.
Chapter: TypeAlias = Literal["scores", "objectives", "moves", "accords", "cables", "talks"]
#: Why a capital answered as it did. *never*: it gives way to nobody; *overtaken*: the talks ended.
CableReason: TypeAlias = Literal[
    "granted", "never", "standing", "world", "offer", "instructor", "overtaken"
]
