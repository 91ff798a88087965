"""The door card and the wall: the address as it is now, a choice of others, and what to try."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from game.app import House, build
from game.config import Config
from game.realtime.lookout import ALARMS_EVERY
from game.service.addresses import JoinAddresses
from game.service.interfaces import Interface

LO = Interface("lo", ("127.0.0.1", "::1"))
CABLE = Interface("eth0", ("10.1.2.3",))
WIFI = Interface("wlan0", ("192.168.1.20",))
CONFIG = Config("", "", own_address="http://127.0.0.1:8000", listens_on=("::", 8000))


@dataclass
class Room:
    """A server on a machine whose networks the test sets, its instructor, and a conference."""

    house: House
    teacher: FlaskClient
    id: int
    code: str
    networks: list[Interface]

    @property
    def base(self) -> str:
        return f"/instructor/conference/{self.id}"

    def look(self) -> None:
        """What the server does every few seconds."""
        for _ in range(ALARMS_EVERY):
            self.house.realtime.lookout.look()

    def listen(self, live: str) -> Any:
        return self.house.realtime.socketio.test_client(
            self.house.app, flask_test_client=self.teacher, auth={"live": live}
        )

    def card(self) -> str:
        page = self.teacher.get(self.base).get_data(as_text=True)
        return page.partition('id="panel-door"')[2].partition("</section>")[0]

    def wall(self) -> str:
        return self.teacher.get(f"/watch/{self.code}/wall").get_data(as_text=True)

    def pictures(self) -> set[int]:
        """How both addresses of the QR code answer."""
        return {
            self.teacher.get(f"{base}/qr.svg").status_code
            for base in (self.base, f"/watch/{self.code}")
        }

    def choose(self, ip: str) -> int:
        return self.teacher.post(f"{self.base}/address", data={"address": ip}).status_code


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    networks = [LO]
    machine = partial(JoinAddresses, interfaces=lambda: tuple(networks), default=frozenset)
    monkeypatch.setattr("game.app.JoinAddresses", machine)
    house = build(Config(**{**vars(CONFIG), "database": f"sqlite:///{tmp_path / 'game.db'}"}))
    conferences = house.hall.conferences
    teacher = house.app.test_client()
    teacher.post(f"/instructor/enter/{conferences.invite('Teacher')}")
    owner = conferences.instructor(1)
    assert owner is not None
    made = conferences.create(owner, title="Class", preset="demo", tables=1, consensus="unanimity")
    yield Room(house, teacher, made.id, made.code, networks)
    house.close()


def test_without_a_network_card_and_wall_say_so_and_draw_no_qr_code(room: Room) -> None:
    for shown in (room.card(), room.wall()):
        assert "on no network" in shown
        assert "127.0.0.1" not in shown
        assert "qr.svg" not in shown
    assert room.pictures() == {404}


def test_a_network_that_is_joined_while_it_runs_is_shown_everywhere_at_once(room: Room) -> None:
    pages = [room.listen(f"instructor:{room.id}"), room.listen(f"watch:{room.code}")]
    for page in pages:
        page.get_received()
    room.networks.append(WIFI)
    room.look()
    for page in pages:
        assert [message["name"] for message in page.get_received()] == ["refresh"]
    for shown in (room.card(), room.wall()):
        assert "http://192.168.1.20:8000" in shown
        assert "qr.svg" in shown
    assert room.pictures() == {200}


def test_the_teacher_chooses_the_address_that_card_wall_and_qr_code_show(room: Room) -> None:
    room.networks[:] = [LO, CABLE, WIFI]
    room.look()
    assert "http://10.1.2.3:8000" in room.wall()
    before = room.teacher.get(f"/watch/{room.code}/qr.svg").data
    card = room.card()
    assert re.findall(r'name="address" value="([^"]+)" aria-pressed="(\w+)"', card) == [
        ("10.1.2.3", "true"),
        ("192.168.1.20", "false"),
    ]
    assert ("eth0" in card, "wlan0" in card) == (True, True)
    assert room.choose("192.168.1.20") == 303
    for shown in (room.card(), room.wall()):
        assert "Join at" in shown
        assert "http://192.168.1.20:8000" in shown
    assert "wlan0" not in room.wall()
    assert room.teacher.get(f"/watch/{room.code}/qr.svg").data != before


@pytest.mark.parametrize("ip", ["", "127.0.0.1", "8.8.8.8", "evil.example"])
def test_nothing_else_can_be_chosen_and_by_nobody_else(room: Room, ip: str) -> None:
    room.networks[:] = [LO, WIFI]
    room.look()
    assert room.choose(ip) == 404
    assert "http://192.168.1.20:8000" in room.wall()
    stranger = room.house.app.test_client()
    answer = stranger.post(f"{room.base}/address", data={"address": "192.168.1.20"})
    assert answer.status_code == 403


def test_until_another_device_has_opened_a_page_the_card_says_what_to_try(room: Room) -> None:
    room.networks[:] = [LO, WIFI]
    room.look()
    page = room.listen(f"instructor:{room.id}")
    for hint in ("firewall", "guest networks", "hotspot", "VPN", "mobile data"):
        assert hint in room.card()
    # The teacher's own browser, by the address that students type.
    room.teacher.get("/", environ_base={"REMOTE_ADDR": "192.168.1.20"})
    room.look()
    assert "No other device has opened" in room.card()
    page.get_received()
    room.house.app.test_client().get("/", environ_base={"REMOTE_ADDR": "192.168.1.33"})
    room.look()
    assert [message["name"] for message in page.get_received()] == ["refresh"]
    assert "No other device" not in room.card()
    assert "No other device" not in room.wall()
