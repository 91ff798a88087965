"""The HTTP status of what the service cannot do, and when to ask again."""

from game.service.problems import Problem

#: Problems that are not a matter of what was typed; all others answer 422.
_STATUS = {
    "unknown_code": 404,
    "unknown_resume_code": 404,
    "unknown_participant": 404,
    "unknown_table": 404,
    "unknown_setup": 404,
    "unknown_address": 404,
    "unknown_instructor": 404,
    "not_yours": 403,
    "owner_only": 403,
    "wrong_login": 403,
    "too_many_tries": 429,
    "too_fast": 429,
    "too_much_said": 429,
    "command_id_used": 409,
    "other_version": 409,
    "unreadable_table": 410,
    "store_busy": 503,
    "store_full": 507,
    "store_readonly": 503,
    "store_failed": 503,
    "store_damaged": 503,
    "store_unsound": 503,
    "store_gone": 503,
    "store_none": 503,
    "not_a_database": 503,
    "backup_elsewhere": 409,
    "backup_exists": 409,
    "too_many_copies": 429,
    "database_open": 409,
    "store_taken": 503,
    "store_older": 503,
    "store_newer": 503,
    "too_many_codes": 429,
    "too_many_names": 429,
    "no_practice": 403,
    "no_practice_here": 403,
    "practices_of_yours": 429,
    "practices_full": 429,
    "practices_too_fast": 429,
    "not_on_roster": 403,
    "setup_taken": 409,
    "own_conference": 409,
    "nothing_to_swap": 409,
    "observer_questionnaire": 403,
    "questionnaire_closed": 409,
    "made_gone": 410,
    "made_nothing": 503,
    "no_pdf": 409,
    "bad_link": 403,
    "name_taken": 409,
    "conference_full": 409,
    "conference_locked": 409,
    "delegation_full": 409,
    "already_started": 409,
    "nobody_seated": 409,
    "observer_seat": 409,
    "head_without_seat": 409,
    "not_started": 409,
    "nobody_there": 409,
}


def problem_status(code: str) -> int:
    """The status for that problem."""
    return _STATUS.get(code, 422)


def retry_headers(problem: Problem) -> dict[str, str]:
    """When to try again, for a problem that goes away by waiting ``seconds``."""
    seconds = problem.details.get("seconds")
    return {} if seconds is None else {"Retry-After": str(seconds)}
