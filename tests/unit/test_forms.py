"""Forms and JSON bodies become commands; whatever is none is malformed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from flask import Flask, Request, request

from game.engine.acts import REASONS
from game.engine.acts.channels import UNKNOWN_CHANNEL, AnswerInvitation, InviteToChannel
from game.engine.acts.duties import ChooseConduct
from game.engine.acts.priorities import SetPriorities
from game.engine.acts.progress import DeclareReady
from game.engine.acts.proposals import NOTHING_NEW, TableProposal
from game.engine.command import Command
from game.engine.refusals import (
    EMPTY_PROPOSAL,
    HEAD_ONLY,
    IS_OBSERVER,
    LONG_TEXT,
    PAUSED,
    STALE_PHASE,
)
from game.messages import sentence, words
from game.refusals import Reason
from game.web.forms import Envelope, Malformed, chosen_options, read_command

app = Flask(__name__)

Fields = Mapping[str, str | Sequence[str]]


def of_form(fields: Fields) -> Envelope:
    with app.test_request_context(method="POST", data={"command_id": "1", **fields}):
        return read_command(request)


def of_json(body: Any) -> Envelope:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    with app.test_request_context(method="POST", data=data, content_type="application/json"):
        return read_command(request)


def test_a_form_names_command_id_and_step() -> None:
    assert of_form(
        {"kind": "declare_ready", "ready": "false", "command_id": "abc", "step": "1.drafting"}
    ) == Envelope(DeclareReady(ready=False), "abc", "1.drafting")


def test_conduct_is_gathered_by_duty() -> None:
    fields = {
        "kind": "choose_conduct",
        "conduct.pause_kept@side.1": "break",
        "conduct.build": "honour",
        "conduct.pay": "",
    }
    assert of_form(fields).command == ChooseConduct(
        conduct={"pause_kept@side.1": "break", "build": "honour"}
    )


def test_a_step_may_be_missing() -> None:
    assert of_form({"kind": "yield_floor"}).step is None
    assert of_form({"kind": "yield_floor", "step": ""}).step is None


@pytest.mark.parametrize(
    ("fields", "command"),
    [
        (
            {"kind": "invite_to_channel", "members": ["us", "china"]},
            InviteToChannel(members=("us", "china")),
        ),
        ({"kind": "invite_to_channel", "members": "us"}, InviteToChannel(members=("us",))),
        (
            {"kind": "set_priorities", "issues": ["aid", "programme"]},
            SetPriorities(issues=("aid", "programme")),
        ),
        (
            {"kind": "set_priorities", "place.aid": "2", "place.forum": "", "place.payers": " 1"},
            SetPriorities(issues=("payers", "aid")),
        ),
        ({"kind": "set_priorities", "place.aid": ""}, SetPriorities(issues=())),
        (
            {"kind": "table_proposal", "options.aid": "million", "options.forum": "", "note": ""},
            TableProposal(options={"aid": "million"}),
        ),
        (
            {"kind": "table_proposal", "options.aid": "power", "counters": "p3", "note": "Come"},
            TableProposal(options={"aid": "power"}, counters="p3", note="Come"),
        ),
        (
            {"kind": "table_proposal", "options.aid": "", "counters": ""},
            TableProposal(options={}),
        ),
        (
            {"kind": "answer_invitation", "channel": "dprk+us", "accept": "true"},
            AnswerInvitation(channel="dprk+us", accept=True),
        ),
    ],
)
def test_fields_become_a_command(fields: Fields, command: Command) -> None:
    assert of_form(fields).command == command


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "declare_ready", "ready": "true", "command_id": ""},
        {"kind": "declare_ready", "ready": "true", "command_id": "x" * 65},
        {"kind": "declare_ready", "ready": "perhaps"},
        {"kind": "declare_ready"},
        {"kind": "yield_floor", "delegation": "us"},
        {"kind": "expire", "due": "phase", "ref": "0.briefing"},
        {"kind": "open_table", "preset": "demo", "consensus": "unanimity"},
        {"kind": "no_such_thing"},
        {"kind": "set_priorities", "place.aid": "first"},
        {"kind": "set_priorities", "place.aid": "9" * 5000},
        {"kind": "speak_in_plenary", "text": "x" * 20_001},
        {},
    ],
)
def test_what_is_no_command_is_malformed(fields: Fields) -> None:
    with pytest.raises(Malformed):
        of_form(fields)


def test_a_program_sends_json() -> None:
    body = {"kind": "table_proposal", "options": {"aid": "power"}, "command_id": "1", "step": "x"}
    assert of_json(body) == Envelope(TableProposal(options={"aid": "power"}), "1", "x")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        [],
        None,
        7,
        {"kind": 7, "command_id": "1"},
        {"kind": "yield_floor"},
        {"kind": "yield_floor", "command_id": 1},
        {"kind": "yield_floor", "command_id": "1", "step": 1},
        {"kind": "table_proposal", "options": ["aid"], "command_id": "1"},
    ],
)
def test_malformed_json(body: Any) -> None:
    with pytest.raises(Malformed):
        of_json(body)


def chosen(**arguments: Any) -> dict[str, str]:
    with app.test_request_context(method="POST", **arguments):
        asked: Request = request
        return chosen_options(asked)


def test_the_composers_choices_are_read_without_a_command() -> None:
    assert chosen(data={"options.aid": "power", "options.forum": "", "note": "x"}) == {
        "aid": "power"
    }
    assert chosen(json={"options": {"aid": "power", "forum": None}}) == {"aid": "power"}
    assert chosen(json={}) == {}
    with pytest.raises(Malformed):
        chosen(json={"options": "all"})


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (HEAD_ONLY, 403),
        (IS_OBSERVER, 403),
        (UNKNOWN_CHANNEL, 404),
        (LONG_TEXT, 422),
        (EMPTY_PROPOSAL, 422),
        (STALE_PHASE, 409),
        (PAUSED, 409),
        (NOTHING_NEW, 409),
    ],
)
def test_a_refusal_has_its_status(reason: Reason, status: int) -> None:
    assert reason.status == status


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.code)
def test_every_refusal_has_a_sentence(reason: Reason) -> None:
    names = ("limit", "length", "most", "seconds", "rounds", "cost")
    details: dict[str, str | int] = {**dict.fromkeys(names, 5), "why": "It is so."}
    text = sentence(reason.code, details)
    assert text.endswith(".")
    assert "{" not in text


def test_a_language_without_a_catalogue_gets_the_first() -> None:
    assert sentence("malformed", language="ko") == sentence("malformed")
    assert words("phases", "ko") == words("phases")
