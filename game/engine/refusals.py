"""What a rule says when it refuses a command, and the reasons that several kinds of deed share."""

from collections.abc import Sequence

from game.refusals import Reason, Refusal

NOT_ALLOWED = Reason("not_allowed", 403)
HEAD_ONLY = Reason("head_only", 403)
IS_OBSERVER = Reason("observer", 403)
WRONG_PHASE = Reason("wrong_phase")
STALE_PHASE = Reason("stale_phase")
PAUSED = Reason("paused")
GAME_OVER = Reason("game_over")
AWAY = Reason("away")
NO_QUORUM = Reason("no_quorum")
EMPTY_TEXT = Reason("empty_text", 422)
LONG_TEXT = Reason("long_text", 422)
UNKNOWN_ISSUE = Reason("unknown_issue", 404)
UNKNOWN_OPTION = Reason("unknown_option", 404)
REPEATED_ISSUE = Reason("repeated_issue", 422)
UNKNOWN_DELEGATION = Reason("unknown_delegation", 404)
EMPTY_PROPOSAL = Reason("empty_proposal", 422)


class Refused(Refusal):
    """A command that changes nothing."""


def least(hindrances: Sequence[Refused | None], nothing: Reason) -> Refused | None:
    """What stands against all of them: None where one is free, ``nothing`` where there are none."""
    if not hindrances:
        return Refused(nothing)
    return None if None in hindrances else hindrances[0]
