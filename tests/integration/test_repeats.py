"""Repeats: what is sent twice is done once, and nobody can use an id of somebody else's up."""

import itertools
import re
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from game.app import House
from game.engine.actors import Actor
from game.engine.command import Command
from game.engine.phases import PhaseName
from game.service import senders
from game.service.tables import Receipt
from tests.practising import Home
from tests.practising import table as table_of
from tests.running import Class

JSON = {"Accept": "application/json"}


@pytest.fixture
def room(home: Home) -> Class:
    return Class(home.house)


def no_limit(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants to harm sends slowly; the tests have no time for that."""
    monkeypatch.setattr(house.hall.pace, "check", lambda *_: None)


def send(browser: FlaskClient, path: str, **fields: str) -> TestResponse:
    sent = {"command_id": uuid.uuid4().hex, **fields}
    return browser.post(path, data=sent, headers=JSON)


def command(room: Class, name: str, **fields: str) -> TestResponse:
    return send(room.phones[name], f"/play/{room.people[name].id}/command", **fields)


# --- ids of the server's own -------------------------------------------------------------------


class Spoiler:
    """Sends every id that the server makes before the server itself does."""

    def __init__(self, house: House, spoil: Callable[[int, str], None]) -> None:
        self._real = house.hall.tables.submit
        self._spoil = spoil
        self._busy = False
        self.ids: list[tuple[str, str]] = []
        self.receipts: list[Receipt] = []

    def submit(
        self,
        table_id: int,
        actor: Actor,
        command: Command,
        *,
        command_id: str,
        sender: str | None = None,
        step: str | None = None,
    ) -> Receipt:
        """Stands in for ``Tables.submit``."""
        whose = sender or senders.sender_of(actor)
        own = whose[:2] not in ("p:", "i:", "x:")
        if own and not self._busy:
            self._busy = True
            for id_ in (command_id, f"{whose}-{command_id}", senders.stored_id(whose, command_id)):
                self._spoil(table_id, id_[:64])
            self._busy = False
        receipt = self._real(
            table_id, actor, command, command_id=command_id, sender=sender, step=step
        )
        if own:
            self.ids.append((whose, command_id))
            self.receipts.append(receipt)
        return receipt


def run_to_the_end(house: House, clock: Any, table_id: int, act: Callable[[], None]) -> list[str]:
    """Let the clock run until the game is over; the steps in their order."""
    steps = [house.hall.tables.state(table_id).phase.step.tag]
    for beat in range(600):
        clock.now += 2.5
        house.ticker.beat_clock()
        act()
        # Bots' ids are drawn, and spoiled like the others; a few of them will do.
        if beat % 8 == 0:
            house.ticker.beat_bots()
        state = house.hall.tables.state(table_id)
        if state.phase.step.tag != steps[-1]:
            steps.append(state.phase.step.tag)
        if state.over:
            return steps
    pytest.fail(f"the game stands still after {steps}")


def test_no_id_of_the_servers_can_be_used_up_by_a_student(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_limit(home.house, monkeypatch)
    room = Class(home.house)
    # A second conference, so that even its start can be spoiled in the lobby.
    teacher = room.conferences.instructor(1)
    assert teacher is not None
    later = room.conferences.create(
        teacher, title="Later", preset="demo", tables=1, consensus="unanimity"
    )
    phone = home.house.app.test_client()
    phone.post("/join", data={"code": later.code, "name": "Prankster"})
    (person,) = room.conferences.people(later.id)
    (table,) = room.conferences.tables(later.id)
    room.conferences.seat(later, person.id, table.id, "us")
    hands = itertools.cycle(("true", "false"))

    def spoil(table_id: int, id_: str) -> None:
        if table_id == table.id:
            sent = send(
                phone,
                f"/play/{person.id}/command",
                kind="raise_hand",
                raised=next(hands),
                command_id=id_,
            )
            assert sent.status_code in (200, 409)

    spoiler = Spoiler(home.house, spoil)
    monkeypatch.setattr(home.hall.tables, "submit", spoiler.submit)
    # As they were formed in the first version.
    for id_ in ("start-1", f"start-{table.id}", f"lay-{table.id}", "start", "lay"):
        spoil(table.id, id_)
    for tag, number in itertools.product(("0.briefing", "1.plenary"), range(1, 8)):
        spoil(table.id, f"clock-phase-{tag}-{number}")
    base = f"/instructor/conference/{later.id}"
    assert send(room.browser, f"{base}/start").status_code == 200
    assert home.hall.tables.state(table.id).name is PhaseName.BRIEFING
    home.house.lost_time.begin(room.now)
    room.now += 10.0
    steps = run_to_the_end(home.house, room, table.id, lambda: None)
    assert steps[:4] == ["0.briefing", "1.plenary", "1.consultations", "1.drafting"]
    assert steps[-1] == "0.debrief"
    assert not any(receipt.repeated for receipt in spoiler.receipts)
    kinds = {re.split(r"[-_]", id_)[0] for whose, id_ in spoiler.ids if "bot" not in whose}
    assert {"start", "phase", "floor", "back"} <= kinds
    assert any(whose.startswith("bot:") for whose, _ in spoiler.ids)


def test_whoever_practises_cannot_use_up_an_id_of_the_servers_either(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_limit(home.house, monkeypatch)
    person = home.practise()
    table = table_of(person)
    controls = itertools.cycle(("pause", "resume"))

    def spoil(_table_id: int, id_: str) -> None:
        path = f"/play/{person.id}"
        spoiled = send(
            home.browser, f"{path}/command", kind="raise_hand", raised="true", command_id=id_
        )
        assert spoiled.status_code in (200, 409)
        for _ in range(2):
            id_ = f"{id_}"[:63] + "x"
            send(home.browser, f"{path}?practice=1", do=next(controls), command_id=id_)

    spoiler = Spoiler(home.house, spoil)
    monkeypatch.setattr(home.hall.tables, "submit", spoiler.submit)
    for tag in ("0.briefing", "1.plenary", "1.consultations"):
        send(home.browser, f"/play/{person.id}?practice=1", do="hurry", command_id=f"hurry-{tag}")

    def ready() -> None:
        path = f"/play/{person.id}/command"
        step = home.hall.tables.state(table).phase.step.tag
        send(home.browser, path, kind="declare_ready", ready="true", step=step)

    steps = run_to_the_end(home.house, home.clock, table, ready)
    assert steps[-1] == "0.debrief"
    assert any(id_.startswith("hurry-") for _, id_ in spoiler.ids)
    assert not any(receipt.repeated for receipt in spoiler.receipts)


_hex = st.text("0123456789abcdef", min_size=1, max_size=16)
_senders = st.one_of(
    _hex.map(senders.person),
    _hex.map(senders.practising),
    st.integers(1, 10**9).map(senders.instructor),
    st.sampled_from([senders.SERVER, "clock", "instructor"]),
    st.sampled_from(["us", "dprk", "a_delegation_with_a_name_of_thirty_and_more_letters"]).map(
        lambda delegation: f"bot:{delegation}"
    ),
)
_ids = st.one_of(
    st.text(max_size=64),
    st.builds(senders.stored_id, _senders, st.text(max_size=8)).map(lambda id_: id_[:64]),
    st.sampled_from(["start", "lay", "hurry-0.briefing", "phase-0.briefing-2", "back-7"]),
)


@given(st.tuples(_senders, _ids), st.tuples(_senders, _ids))
def test_ids_of_two_senders_never_meet(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert (senders.stored_id(*one) == senders.stored_id(*other)) is (one == other)


@given(_senders, _ids)
def test_what_is_stored_of_an_id_fits_its_column(sender: str, id_: str) -> None:
    assert len(senders.stored_id(sender, id_)) <= 64


@pytest.mark.parametrize("name", ["us", "china"])
def test_the_gate_comes_before_the_question_whether_a_command_is_known(
    room: Class, name: str
) -> None:
    """Whether an id was used by somebody else shows in no answer."""
    id_ = uuid.uuid4().hex
    paused = send(room.browser, f"{room.base}/table/1/command", kind="pause_table", command_id=id_)
    assert paused.status_code == 200
    used = [id_, *(f"phase-0.briefing-{number}" for number in range(8)), "start"]
    answers = {
        (answer.status_code, answer.get_data(as_text=True))
        for used_id in used
        for answer in (command(room, name, kind="pause_table", command_id=used_id),)
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 403


# --- commands ----------------------------------------------------------------------------------


def test_the_same_command_again_is_answered_alike_and_done_once(room: Class) -> None:
    fields = {"kind": "send_message", "channel": "us", "text": "once", "command_id": "a" * 32}
    answers = [command(room, "us", **fields) for _ in range(3)]
    assert [answer.json for answer in answers] == [{"accepted": True}] * 3
    as_json = room.phones["us"].post(
        f"/play/{room.people['us'].id}/command", json=fields, headers=JSON
    )
    assert as_json.json == {"accepted": True}
    assert len(room.tables.state(room.id).channels["us"].messages) == 1


@pytest.mark.parametrize("sender", ["student", "teacher", "practice"])
def test_the_same_id_with_other_content_is_refused_and_changes_nothing(
    home: Home, room: Class, sender: str
) -> None:
    def student(text: str) -> TestResponse:
        return command(
            room, "us", kind="send_message", channel="us", text=text, command_id="b" * 32
        )

    def teacher(text: str) -> TestResponse:
        return send(
            room.browser,
            f"{room.base}/table/1/command",
            kind="announce",
            text=text,
            command_id="b" * 32,
        )

    def practising(text: str) -> TestResponse:
        return send(home.browser, f"/play/{person.id}?practice=1", do=text, command_id="b" * 32)

    person = home.practise()
    ask, one, other, table = {
        "student": (student, "one", "other", room.id),
        "teacher": (teacher, "one", "other", room.id),
        "practice": (practising, "pause", "resume", table_of(person)),
    }[sender]
    assert ask(one).status_code == 200
    before = room.tables.events(table)
    answer = ask(other)
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["error"]["code"] == "command_id_used"
    assert room.tables.events(table) == before
    assert ask(one).status_code == 200
    assert room.tables.events(table) == before


def test_the_same_id_of_another_person_is_another_command(room: Class) -> None:
    for name in ("us", "china", "japan"):
        fields = {"kind": "send_message", "channel": name, "text": name, "command_id": "c" * 32}
        assert command(room, name, **fields).status_code == 200
    channels = room.tables.state(room.id).channels
    assert [len(channels[name].messages) for name in ("us", "china", "japan")] == [1, 1, 1]


def at_once(ask: Callable[[], TestResponse], count: int) -> list[TestResponse]:
    """The answers to the same request from several threads at the same time."""
    answers: list[TestResponse] = []
    ready = threading.Barrier(count)

    def run() -> None:
        ready.wait()
        answers.append(ask())

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == count
    return answers


def cookie_of(house: House) -> str:
    """The name of the cookie that keeps logins of that server."""
    return str(house.app.config["SESSION_COOKIE_NAME"])


def test_the_same_command_from_two_threads_is_done_once(room: Class) -> None:
    fields = {"kind": "send_message", "channel": "us", "text": "once", "command_id": "d" * 32}
    login = room.phones["us"].get_cookie(cookie_of(room.house))
    assert login is not None

    def ask() -> TestResponse:
        phone = room.house.app.test_client()
        phone.set_cookie(cookie_of(room.house), login.value)
        return phone.post(f"/play/{room.people['us'].id}/command", data=fields, headers=JSON)

    assert [answer.status_code for answer in at_once(ask, 4)] == [200] * 4
    assert len(room.tables.state(room.id).channels["us"].messages) == 1
