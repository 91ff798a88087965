"""What a rule says when it refuses a command."""

from collections.abc import Sequence
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
    ONE_SIDED_TRADE = "one_sided_trade"
    UNKNOWN_TRADE = "unknown_trade"
    TRADE_CLOSED = "trade_closed"
    OWN_TRADE = "own_trade"
    EMPTY_PROPOSAL = "empty_proposal"
    NOTHING_NEW = "nothing_new"
    CONTRADICTION = "contradiction"
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
    TALK_ALOUD = "talk_aloud"
    UNKNOWN_INDICATOR = "unknown_indicator"
    EFFECTS_FOR_ALL = "effects_for_all"
    UNKNOWN_MESSAGE = "unknown_message"
    NO_HAND = "no_hand"
    AWAY = "away"
    NOT_AWAY = "not_away"
    NO_QUORUM = "no_quorum"
    ACCESS_SHUT = "access_shut"
    UNKNOWN_MOVE = "unknown_move"
    MOVE_PHASE = "move_phase"
    MOVE_SPENT = "move_spent"
    MOVE_RESTING = "move_resting"
    MOVE_UNAVAILABLE = "move_unavailable"
    LOW_STANDING = "low_standing"
    UNKNOWN_RED_LINE = "unknown_red_line"
    MANDATE_HELD = "mandate_held"
    CABLE_OPEN = "cable_open"
    CABLE_ASKED = "cable_asked"
    UNKNOWN_CABLE = "unknown_cable"
    CABLE_CLOSED = "cable_closed"
    UNKNOWN_ACCORD = "unknown_accord"
    UNKNOWN_OFFER = "unknown_offer"
    OFFER_OPEN = "offer_open"
    OFFER_CLOSED = "offer_closed"
    OWN_OFFER = "own_offer"
    NOT_YOUR_OFFER = "not_your_offer"
    UNKNOWN_DUTY = "unknown_duty"
    NOTHING_TO_ANSWER = "nothing_to_answer"


class Refused(Exception):
    """A command that changes nothing, with the reason and what the sentence needs to say it."""

    def __init__(self, reason: Reason, **details: str | int) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.details = details


def least(hindrances: Sequence[Refused | None], nothing: Reason) -> Refused | None:
    """What stands against all of them: None where one is free, ``nothing`` where there are none."""
    if not hindrances:
        return Refused(nothing)
    return None if None in hindrances else hindrances[0]
