"""From what a form or a program sends to a command."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Request
from pydantic import ValidationError

from game.engine.acts import PUBLIC_COMMANDS
from game.engine.command import Command
from game.messages.durations import next_time
from game.service.conferences import SentForm
from game.web.hall import hall
from game.web.typed import typed_json

#: Fields that are lists: a form that holds one of them once means a list of one.
LISTS = frozenset({"members", "issues", "to"})
#: Fields that a form cannot leave out: sent empty, they mean that there is none.
OPTIONAL = frozenset({"counters", "channel", "person"})
_OPTIONS = "options."
_EFFECTS = "effects."
_PLACE = "place."
_CONDUCT = "conduct."
#: Fields that name a clause as ``<issue>/<option>``, and what they are gathered into.
_CLAUSES = {"give": "gives", "ask": "asks"}
#: Fields that come one for each issue, indicator or duty, and are gathered into one.
_GATHERED = (_OPTIONS, _EFFECTS, _PLACE, _CONDUCT)
#: What a command's id may be: whatever programs and pages make up, in plain characters.
_COMMAND_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
#: What a page gives each form that makes something: long enough that nobody guesses another's.
_FORM_ID = re.compile(r"[0-9a-f]{32}")


class Malformed(Exception):
    """The request is no command."""


@dataclass(frozen=True)
class Envelope:
    """A command, the id that makes a repeat harmless, and the step that it was meant for."""

    command: Command
    command_id: str
    step: str | None


def read_command(request: Request) -> Envelope:
    """The command in a form or a JSON body. ``Malformed`` if there is none."""
    fields = _json_fields(request) if request.is_json else _form_fields(request)
    command_id = fields.pop("command_id", None)
    step = fields.pop("step", None)
    if not isinstance(command_id, str) or not is_command_id(command_id):
        raise Malformed
    if step is not None and not isinstance(step, str):
        raise Malformed
    try:
        return Envelope(PUBLIC_COMMANDS.validate_python(fields), command_id, step or None)
    except ValidationError as fault:
        raise Malformed from fault


def sent_form(request: Request, sender: str = "") -> SentForm | None:
    """The form with the one-time id that its page gave it; None where it has none.

    ``sender`` is whoever is logged in: the same form of somebody else is another form.
    """
    id_ = request.form.get("form_id", "")
    if not _FORM_ID.fullmatch(id_):
        return None
    fields = sorted((k, v) for k, v in request.form.items(multi=True) if k != "form_id")
    return SentForm(id_, json.dumps([sender, request.path, fields]))


def is_command_id(text: str) -> bool:
    """Whether the text can be a command's id."""
    return _COMMAND_ID.fullmatch(text) is not None


def asked_options(request: Request) -> dict[str, str]:
    """The package in an address's query, in the composer's fields."""
    return _gathered(request.args, _OPTIONS)


def chosen_options(request: Request) -> dict[str, str]:
    """The package in a composer's fields, or under ``options`` in a JSON body."""
    if not request.is_json:
        return _gathered(request.form, _OPTIONS)
    options = _json_fields(request).get("options", {})
    if not isinstance(options, dict):
        raise Malformed
    return {str(issue): str(option) for issue, option in options.items() if option}


def _json_fields(request: Request) -> dict[str, Any]:
    try:
        body = typed_json(request)
    except (ValueError, RecursionError) as fault:
        raise Malformed from fault
    if not isinstance(body, dict):
        raise Malformed
    return body


def _bell(text: str) -> float | None:
    """When a bell typed as a time of day rings next; None where none was typed."""
    if not text.strip():
        return None
    moment = next_time(text, hall().tables.clock())
    if moment is None:
        raise Malformed
    return moment


def _form_fields(request: Request) -> dict[str, Any]:
    """A form's fields: the last of each, lists whole, options, places and conducts gathered."""
    form = request.form
    fields: dict[str, Any] = {
        key: values if key in LISTS else values[-1]
        for key, values in form.lists()
        if not key.startswith(_GATHERED) and (key not in OPTIONAL or values[-1])
    }
    if any(key.startswith(_EFFECTS) for key in form):
        fields["effects"] = _effects(form)
    if fields.get("kind") == "set_bell":
        fields["at"] = _bell(str(fields.pop("bell", "")))
    if "recipient" in fields:
        # "", "<delegation>" or "<delegation>/<person>", since a form has one field for whom.
        to, _, person = fields.pop("recipient").partition("/")
        fields |= {"to": [to] if to else [], "person": person or None}
    for key, gathered in _CLAUSES.items():
        if fields.pop(key, None) is not None:
            fields[gathered] = _clauses(form.getlist(key))
    if any(key.startswith(_OPTIONS) for key in form):
        fields["options"] = _gathered(form, _OPTIONS)
    if any(key.startswith(_PLACE) for key in form):
        fields["issues"] = _ranked(form)
    if any(key.startswith(_CONDUCT) for key in form):
        fields["conduct"] = _gathered(form, _CONDUCT)
    return fields


def _gathered(form: Mapping[str, str], prefix: str) -> dict[str, str]:
    """``options.<issue>`` by issue, ``conduct.<duty>`` by duty; an empty choice is none."""
    return {
        key.removeprefix(prefix): choice
        for key, choice in form.items()
        if key.startswith(prefix) and choice
    }


def _clauses(chosen: Iterable[str]) -> dict[str, str]:
    """``<issue>/<option>`` as options by issue; an empty choice is none."""
    return {
        issue: option for clause in chosen if clause for issue, _, option in [clause.partition("/")]
    }


def _effects(form: Mapping[str, str]) -> dict[str, str]:
    """``effects.<indicator>`` by indicator; an empty one and a zero move nothing."""
    return {
        key.removeprefix(_EFFECTS): by.strip()
        for key, by in form.items()
        if key.startswith(_EFFECTS) and by.strip() not in ("", "0")
    }


def _ranked(form: Mapping[str, str]) -> list[str]:
    """The issues whose ``place.<issue>`` is a number, in that order; equal places as they come."""
    places = {
        key.removeprefix(_PLACE): place.strip()
        for key, place in form.items()
        if key.startswith(_PLACE) and place.strip()
    }
    if not all(place.isdecimal() and len(place) <= 4 for place in places.values()):
        raise Malformed
    return sorted(places, key=lambda issue: int(places[issue]))
