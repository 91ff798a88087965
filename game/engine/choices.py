"""The closed lists of choices that commands, events and the state have in common."""

from typing import Literal, TypeAlias

Ballot: TypeAlias = Literal["accept", "reject", "abstain"]
Signature: TypeAlias = Literal["sign", "refuse"]
Due: TypeAlias = Literal["bell", "phase", "floor", "roll_call", "inject_slot", "inject", "cable"]
#: What the debrief opens, chapter by chapter.
Chapter: TypeAlias = Literal["scores", "objectives", "moves", "accords", "cables", "talks"]
#: Why a capital answered as it did. *never*: it gives way to nobody; *overtaken*: the talks ended.
CableReason: TypeAlias = Literal[
    "granted", "never", "standing", "world", "offer", "instructor", "overtaken"
]
