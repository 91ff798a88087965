"""The HTTP status of what the service cannot do, and when to ask again."""

from game.service.problems import Problem

#: Problems that are not a matter of what was typed; all others answer 422.
_STATUS = {
    "unknown_code": 404,
    "unknown_resume_code": 404,
    "unknown_participant": 404,
    "unknown_table": 404,
    "unknown_setup": 404,
    "unknown_instructor": 404,
    "not_yours": 403,
    "owner_only": 403,
    "wrong_login": 403,
    "too_many_tries": 429,
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
    "made_nothing": 500,
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
