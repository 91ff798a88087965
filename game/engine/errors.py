"""What a rule says when it refuses a command."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a command was refused; the sentence for each is in the message catalogue."""

    NOT_ALLOWED = "not_allowed"
    HEAD_ONLY = "head_only"
    OBSERVER = "observer"
    WRONG_PHASE = "wrong_phase"
    STALE_PHASE = "stale_phase"
    PAUSED = "paused"
    NOT_PAUSED = "not_paused"
    GAME_OVER = "game_over"
    NOT_DUE = "not_due"
    EMPTY_TEXT = "empty_text"
    LONG_TEXT = "long_text"
    NOT_YOUR_TURN = "not_your_turn"
    FLOOR_OPEN = "floor_open"
    UNKNOWN_ISSUE = "unknown_issue"
    UNKNOWN_OPTION = "unknown_option"
    REPEATED_ISSUE = "repeated_issue"
    UNKNOWN_DELEGATION = "unknown_delegation"
    CHANNEL_SIZE = "channel_size"
    UNKNOWN_CHANNEL = "unknown_channel"
    CHANNEL_NOT_OPEN = "channel_not_open"
    ALREADY_INVITED = "already_invited"
    NOT_INVITED = "not_invited"
    EMPTY_PROPOSAL = "empty_proposal"
    NOTHING_NEW = "nothing_new"
    ONE_PROPOSAL = "one_proposal"
    UNKNOWN_PROPOSAL = "unknown_proposal"
    PROPOSAL_CLOSED = "proposal_closed"
    NOT_YOUR_PROPOSAL = "not_your_proposal"
    OWN_PROPOSAL = "own_proposal"
    UNKNOWN_INJECT = "unknown_inject"
    INJECT_SPENT = "inject_spent"
    NOTHING_ASKED = "nothing_asked"
    UNKNOWN_ANSWER = "unknown_answer"
    DECISION_CLOSED = "decision_closed"
    UNKNOWN_PRESET = "unknown_preset"
    DEADLINE_PAST = "deadline_past"


class Refused(Exception):
    """A command that changes nothing, with the reason and what the sentence needs to say it."""

    def __init__(self, reason: Reason, **details: str | int) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.details = details
