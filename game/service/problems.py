"""What the service says when people's business (joining, seats, links) cannot be done."""

from collections.abc import Mapping
from typing import Final

from game.refusals import Reason, Refusal
from game.store.problems import StoreProblem

__all__ = ["Problem", "StoreProblem"]

#: Every code, by the HTTP status that tells it; its sentence is in the message catalogue.
_CODES: Final[Mapping[int, str]] = {
    403: """
        bad_link no_cookies no_practice no_practice_here not_on_roster not_yours
        observer_questionnaire owner_only wrong_id wrong_login
    """,
    404: """
        unknown_address unknown_code unknown_instructor unknown_participant unknown_resume_code
        unknown_setup unknown_table
    """,
    409: """
        already_started command_id_used conference_full conference_locked database_open
        delegation_full head_without_seat name_taken name_taken_here no_pdf nobody_seated
        nobody_there not_started nothing_to_swap observer_seat other_version own_conference
        questionnaire_closed setup_taken which_namesake
    """,
    410: "made_gone unreadable_table",
    422: """
        bad_bell bad_class bad_number bad_password bad_rounds bad_timing bad_weights empty_name
        empty_setup_name guessable_password heir_needed id_wanted instructor_taken long_name
        no_such_format nothing_played repeated_wish reserved_name speakers_too_long timing_too_long
        unknown_card unknown_delegation unknown_level unknown_preset unknown_wall unknown_wish
        unseen_name which_format which_table wrong_confirmation
    """,
    429: """
        practices_full practices_of_yours practices_too_fast too_fast too_many_codes
        too_many_copies too_many_joins too_many_names too_many_tries too_much_said
    """,
    503: "made_nothing",
}
PROBLEMS: Final[Mapping[str, Reason]] = {
    code: Reason(code, status) for status, codes in _CODES.items() for code in codes.split()
}


class Problem(Refusal):
    """A request that changes nothing."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(PROBLEMS[code], **details)
        # What another process makes it anew from.
        self.args = (code,)

    @property
    def retry_after(self) -> int | None:
        """In how many seconds it is worth another try; None where waiting changes nothing."""
        seconds = self.details.get("seconds")
        return None if seconds is None else int(seconds)
