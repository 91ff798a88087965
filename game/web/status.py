"""The HTTP status of what the service cannot do."""

#: Problems that are not a matter of what was typed; all others answer 422.
_STATUS = {
    "unknown_code": 404,
    "unknown_resume_code": 404,
    "unknown_participant": 404,
    "unknown_table": 404,
    "not_yours": 403,
    "bad_link": 403,
    "name_taken": 409,
    "conference_full": 409,
    "conference_locked": 409,
    "delegation_full": 409,
    "already_started": 409,
    "nobody_seated": 409,
    "observer_seat": 409,
    "head_without_seat": 409,
}


def problem_status(code: str) -> int:
    """The status for that problem."""
    return _STATUS.get(code, 422)
