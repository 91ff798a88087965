"""Whoever is given another seat hears so at once, and nothing more of the former one."""

from collections.abc import Callable

import pytest
from socketio.exceptions import ConnectionError

from game.engine.acts.hands import RaiseHand
from game.service.conferences import Participant
from game.web.seat_mark import seat_mark
from tests.school import School


def act(school: School, what: str) -> tuple[Participant, str]:
    """Change the seat of who sits for the US; the person, and what their pages are told."""
    people = school.house.hall.conferences
    us, china = school.head("us"), school.head("china")
    changes: dict[str, Callable[[], object]] = {
        "exchange": lambda: people.swap(school.conference, us.id, china.id),
        "move": lambda: people.seat(school.conference, us.id, school.table_id, "china"),
        "vacate": lambda: people.seat(school.conference, us.id, None, None),
        "exchange_with_one_who_waits": lambda: people.swap(
            school.conference, us.id, people.join(school.conference.code, "Late").id
        ),
        "rename": lambda: people.rename(school.conference, us.id, "Another Name"),
    }
    changes[what]()
    now = people.participant(us.id)
    assert now is not None
    return us, seat_mark(now)


@pytest.fixture
def spare(school: School) -> School:
    """With two seats for each delegation, so that somebody can be moved."""
    with school.house.database.writing() as connection:
        connection.exec_driver_sql("update conferences set seats_per_delegation = 2")
    school.house.hall.conferences._forget_kept()
    school.conference = school.house.hall.conferences.get(school.conference.id)
    school.start()
    return school


@pytest.mark.parametrize("page", ["play", "seat"])
@pytest.mark.parametrize("what", ["exchange", "move", "vacate", "exchange_with_one_who_waits"])
def test_a_page_is_told_where_its_reader_sits_and_hears_no_more(
    spare: School, what: str, page: str
) -> None:
    us = spare.head("us")
    login = {"participants": [us.id]}
    shown = spare.connect(f"{page}:{us.id}", login)
    assert shown.next("hello")["seat"] == seat_mark(us)
    person, mark = act(spare, what)
    assert shown.next("refresh") == {"seat": mark}
    assert mark != seat_mark(person)
    shown.heard()
    if what in ("move", "vacate"):
        # Nobody sits there any more.
        assert "us" in spare.house.hall.conferences.stand_ins(spare.table_id)
        return
    spare.submit("us", RaiseHand(raised=True))
    assert not shown.pushes()


def test_a_head_who_becomes_an_adviser_is_told(spare: School) -> None:
    people = spare.house.hall.conferences
    us = spare.head("us")
    second = people.join(spare.conference.code, "Second")
    people.seat(spare.conference, second.id, spare.table_id, "us")
    shown = spare.connect(f"play:{us.id}", {"participants": [us.id]})
    shown.next("hello")
    people.make_head(spare.conference, second.id)
    assert shown.next("refresh") == {"seat": f"{spare.table_id}:us:adviser"}


def test_a_new_name_is_no_new_seat(spare: School) -> None:
    us = spare.head("us")
    shown = spare.connect(f"play:{us.id}", {"participants": [us.id]})
    shown.next("hello")
    act(spare, "rename")
    assert shown.next("refresh") == {"seat": seat_mark(us)}


@pytest.mark.parametrize("what", ["remove", "disown"])
def test_the_pages_of_somebody_removed_hear_no_more(spare: School, what: str) -> None:
    us = spare.head("us")
    shown = spare.connect(f"play:{us.id}", {"participants": [us.id]})
    shown.next("hello")
    people = spare.house.hall.conferences
    people.remove(spare.conference, us.id, disowned=what == "disown")
    shown.next("refresh")
    with pytest.raises(ConnectionError):
        spare.connect(f"play:{us.id}", {"participants": [us.id]})


@pytest.mark.parametrize("page", ["play", "wait", "seat"])
def test_other_tabs_of_whoever_leaves_on_a_device_are_turned_away_at_once(
    spare: School, page: str
) -> None:
    us = spare.head("us")
    login = {"participants": [us.id]}
    tabs = [spare.connect(f"{page}:{us.id}", login) for _ in range(2)]
    other = spare.play("china")
    for shown in (*tabs, other):
        shown.next("hello")
    browser = spare.house.app.test_client()
    with browser.session_transaction() as kept:
        kept.update(login)
    assert browser.post(f"/leave/{us.id}").status_code == 303
    for shown in tabs:
        shown.next("refresh")
    spare.submit("us", RaiseHand(raised=True))
    assert spare.house.realtime.outbox.wait_until_empty(15)
    for shown in tabs:
        while not shown.told.empty():
            assert shown.told.get()[0] != "panels"
    assert other.client.connected


@pytest.mark.parametrize(
    ("path", "live"),
    [
        ("/play/{id}", "play"),
        ("/play/{id}?all=1", "seat"),
        ("/play/{id}/rules", "seat"),
        ("/play/{id}/before", "seat"),
        ("/play/{id}/debrief", "seat"),
        ("/me/{id}", "seat"),
    ],
)
def test_every_page_of_a_seat_listens_for_another(spare: School, path: str, live: str) -> None:
    us = spare.head("us")
    browser = spare.house.app.test_client()
    with browser.session_transaction() as kept:
        kept["participants"] = [us.id]
    answer = browser.get(path.format(id=us.id), follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert f'data-seat="{seat_mark(us)}"' in page
    assert f'data-live="{live}:{us.id}"' in page or "/debrief" in path
    assert "js/live.js" in page
