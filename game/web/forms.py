"""From what a form or a program sends to a command."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Request
from pydantic import ValidationError

from game.engine.commands import PUBLIC_COMMANDS, PublicCommand
from game.engine.errors import Reason

#: Fields of forms that stand for lists: a form that has one of them once means a list of one.
LISTS = frozenset({"members", "issues"})
ID_LIMIT = 64
_FORBIDDEN = frozenset({Reason.NOT_ALLOWED, Reason.HEAD_ONLY, Reason.OBSERVER})
_UNREADABLE = frozenset(
    {
        Reason.EMPTY_TEXT,
        Reason.LONG_TEXT,
        Reason.EMPTY_PROPOSAL,
        Reason.REPEATED_ISSUE,
        Reason.CHANNEL_SIZE,
        Reason.DEADLINE_PAST,
    }
)


class Malformed(Exception):
    """The request is no command."""


@dataclass(frozen=True)
class Envelope:
    """A command, the id that makes a repeat harmless, and the step it was meant for."""

    command: PublicCommand
    command_id: str
    step: str | None


def read_command(request: Request) -> Envelope:
    """The command in a form's or a JSON body. ``Malformed`` if there is none."""
    fields = _json_fields(request) if request.is_json else _form_fields(request)
    command_id = fields.pop("command_id", None)
    step = fields.pop("step", None)
    if not isinstance(command_id, str) or not 0 < len(command_id) <= ID_LIMIT:
        raise Malformed
    if step is not None and not isinstance(step, str):
        raise Malformed
    try:
        return Envelope(PUBLIC_COMMANDS.validate_python(fields), command_id, step)
    except ValidationError as fault:
        raise Malformed from fault


def _json_fields(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError) as fault:
        raise Malformed from fault
    if not isinstance(body, dict):
        raise Malformed
    return body


def _form_fields(request: Request) -> dict[str, Any]:
    """Plain fields, lists, and ``options.<issue>`` gathered; a choice left empty is no choice."""
    fields: dict[str, Any] = {}
    for key, values in request.form.lists():
        head, dot, rest = key.partition(".")
        if dot and head == "options":
            fields.setdefault(head, {})
            if values[-1]:
                fields[head][rest] = values[-1]
        elif key in LISTS:
            fields[key] = values
        else:
            fields[key] = values[-1]
    return fields


def chosen_options(form: Mapping[str, str]) -> dict[str, str]:
    """The package in a composer's fields."""
    return {
        key.removeprefix("options."): value
        for key, value in form.items()
        if key.startswith("options.") and value
    }


def status_of(reason: Reason) -> HTTPStatus:
    """The HTTP status of a refusal."""
    if reason in _FORBIDDEN:
        return HTTPStatus.FORBIDDEN
    if reason in _UNREADABLE:
        return HTTPStatus.UNPROCESSABLE_ENTITY
    if reason.value.startswith("unknown_"):
        return HTTPStatus.NOT_FOUND
    return HTTPStatus.CONFLICT
