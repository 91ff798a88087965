"""Live pages against a real server: who hears what, and what tells a page that it missed something.

Flask-SocketIO's own test client runs everything in one thread, which hides lost order.
"""

import pytest
import socketio

from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.chair import Announce
from game.engine.acts.channels import AnswerInvitation, InviteToChannel, SendMessage
from game.engine.acts.endings import EndTalks
from game.engine.acts.hands import RaiseHand
from game.engine.acts.proposals import CastBallot, TableProposal
from game.realtime.lookout import ALARMS_EVERY
from game.realtime.presence import ALIVE, GRACE
from tests.school import Clock, School

SECRET = "Between us alone"


def talk_in_private(school: School) -> None:
    school.submit("us", InviteToChannel(members=("dprk",)))
    school.submit("dprk", AnswerInvitation(channel="dprk+us", accept=True))
    school.submit("us", SendMessage(channel="dprk+us", text=SECRET))


@pytest.mark.parametrize("transport", ["polling", "websocket"])
def test_a_private_message_is_pushed_to_its_members_alone(school: School, transport: str) -> None:
    school.start()
    members = [school.play("us", transport), school.play("dprk", transport)]
    outsiders = [
        school.play("china", transport),
        school.connect(f"watch:{school.conference.code}:1", {}, transport),
    ]
    begun = {page: page.next("hello")["seq"] for page in (*members, *outsiders)}
    talk_in_private(school)
    for page in members:
        pushes = page.pushes()
        assert SECRET in pushes[-1]["panels"]["talk"]
        assert [push["prev"] for push in pushes] == [
            begun[page],
            *(push["seq"] for push in pushes[:-1]),
        ]
    for page in outsiders:
        # That the meeting opened is public; nothing else of it is.
        pushes = page.pushes()
        assert [(push["prev"], push["seq"]) for push in pushes] == [(begun[page], begun[page] + 1)]
        assert SECRET not in str(pushes)


def test_the_wall_is_told_that_somebody_voted_but_not_how(school: School) -> None:
    school.start()
    school.advance()
    school.submit("us", TableProposal(options={"programme": "disable"}))
    wall = school.connect(f"watch:{school.conference.code}:1", {})
    wall.next("hello")
    school.submit("china", CastBallot(proposal="p1", ballot="reject"))
    (push,) = wall.pushes()
    assert "ballot-cast delegation-china" in push["panels"]["text"]
    assert "ballot-reject" not in str(push)
    school.submit("china", CastBallot(proposal="p1", ballot="accept"))
    assert wall.pushes() == []


def test_a_burst_reaches_a_student_in_pushes_that_join_without_a_gap(school: School) -> None:
    school.start()
    page = school.play("us", "websocket")
    begun = page.next("hello")["seq"]
    for number in range(10):
        school.submit("us", SendMessage(channel="us", text=f"Line {number}"))
    pushes = page.pushes()
    assert len(pushes) < 10
    assert [push["prev"] for push in pushes] == [begun, *(push["seq"] for push in pushes[:-1])]
    assert pushes[-1]["seq"] == begun + 10
    assert "Line 9" in pushes[-1]["panels"]["talk"]


def test_a_sender_is_answered_although_no_page_can_be_rendered(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.start()
    page = school.play("us")
    page.next("hello")
    # The words for a page are gone; the table's lock is not held while anybody looks for them.
    monkeypatch.setattr(school.house.app, "jinja_env", None)
    school.submit("us", SendMessage(channel="us", text="Stored"))
    page.next("refresh")
    stored = school.house.hall.tables.state(school.table_id).channels["us"].messages
    assert stored[-1].text == "Stored"


def test_a_page_that_comes_back_learns_from_hello_what_it_missed(school: School) -> None:
    school.start()
    page = school.play("us")
    before = page.next("hello")["seq"]
    page.client.disconnect()
    talk_in_private(school)
    assert school.play("us").next("hello")["seq"] > before


def test_nobody_listens_for_somebody_else(school: School) -> None:
    school.start()
    us, china = school.head("us"), school.head("china")
    conference = school.conference
    for live, login in (
        (f"play:{us.id}", {"participants": [china.id]}),
        (f"play:{us.id}", {}),
        (f"wait:{us.id}", {}),
        (f"instructor:{conference.id}", {"participants": [us.id]}),
        (f"instructor:{conference.id}:1", {}),
        (f"watch:{conference.code}:2", {}),
        ("watch:000000:1", {}),
        ("instructor:x", {"instructor": school.login()}),
        ("everything", {"instructor": school.login()}),
        ("", {}),
    ):
        with pytest.raises(socketio.exceptions.ConnectionError):
            school.connect(live, login)


def test_the_instructor_hears_everything(school: School) -> None:
    school.start()
    login = {"instructor": school.login()}
    depth = school.connect(f"instructor:{school.conference.id}:1", login)
    overview = school.connect(f"instructor:{school.conference.id}", login)
    seq = depth.next("hello")["seq"]
    assert overview.next("hello")["seq"] is None
    talk_in_private(school)
    pushes = depth.pushes()
    # A burst comes as one push, or as a few that join without a gap.
    assert [push["prev"] for push in pushes] == [seq, *(push["seq"] for push in pushes[:-1])]
    assert SECRET in pushes[-1]["panels"]["talk"]
    assert pushes[-1]["seq"] == school.house.hall.tables.state(school.table_id).heard["*instructor"]
    pushes = overview.pushes()
    assert len(pushes) < 6
    assert all(push["seq"] is None and "row-1" in push["panels"] for push in pushes)


def test_the_class_hears_of_the_table_that_changed_and_of_no_other(school: School) -> None:
    conferences = school.house.hall.conferences
    other = conferences.create(
        school.instructor, title="Two", preset="demo", tables=2, consensus="unanimity"
    )
    for number, table in enumerate(conferences.tables(other.id)):
        person = conferences.join(other.code, f"Person {number}")
        conferences.seat(other, person.id, table.id, "us")
    conferences.start(other)
    page = school.connect(f"instructor:{other.id}", {"instructor": school.login()})
    page.next("hello")
    tables = school.house.hall.tables
    second = conferences.tables(other.id)[1].id
    for number in range(5):
        us = Actor(Role.HEAD, "us")
        tables.submit(second, us, SendMessage(channel="us", text="Hm"), command_id=f"hm-{number}")
    pushes = page.pushes()
    assert len(pushes) < 5
    assert all("row-2" in push["panels"] and "row-1" not in push["panels"] for push in pushes)
    # The first push after a page came brings the controls and alarms, then only what changed.
    tables.submit(second, Actor(Role.HEAD, "us"), RaiseHand(raised=True), command_id="hand")
    (push,) = page.pushes()
    assert set(push["panels"]) == {"row-2", "alarms"}
    assert "US asks for you" in push["panels"]["alarms"]


def test_what_can_be_done_with_seats_is_pushed_when_a_table_ends(school: School) -> None:
    school.start()
    page = school.connect(f"instructor:{school.conference.id}", {"instructor": school.login()})
    page.next("hello")
    tables = school.house.hall.tables
    tables.submit(school.table_id, INSTRUCTOR, Announce(text="Last words"), command_id="words")
    assert page.pushes()
    tables.submit(school.table_id, INSTRUCTOR, EndTalks(), command_id="end")
    pushed: dict[str, str] = {}
    for push in page.pushes():
        pushed |= push["panels"]
    assert "To the machine" not in pushed["seats-1"]


def test_the_instructor_and_the_wall_see_who_comes_and_goes(school: School) -> None:
    school.start()
    clock = Clock()
    school.house.hall.presence.__dict__["_clock"] = clock
    login = {"instructor": school.login()}
    overview = school.connect(f"instructor:{school.conference.id}", login)
    wall = school.connect(f"watch:{school.conference.code}:1", {})
    overview.next("hello")
    wall.next("hello")
    page = school.play("us")
    page.next("hello")
    assert "US: present" in overview.next("panels")["panels"]["row-1"]
    assert "United States present" in wall.next("panels")["panels"]["room"]
    # A reload, and 20 seconds without a network: nobody is told anything.
    page.client.disconnect()
    for _ in range(20):
        clock.now += 1
        school.house.realtime.lookout.look()
    assert overview.pushes() == []
    assert school.house.hall.presence.present(school.head("us").id)
    # Whoever sends something is here, by whatever way it came.
    browser = school.house.app.test_client()
    with browser.session_transaction() as cookie:
        cookie["participants"] = [school.head("us").id]
    clock.now += 5
    form = {"kind": "send_message", "channel": "us", "text": "Still here", "command_id": "x"}
    assert browser.post(f"/play/{school.head('us').id}", data=form).status_code == 303
    clock.now += GRACE
    school.house.realtime.lookout.look()
    assert school.house.hall.presence.present(school.head("us").id)
    clock.now += ALIVE
    overview.pushes()
    school.house.realtime.lookout.look()
    assert "US: absent" in overview.next("panels")["panels"]["row-1"]
    assert "United States absent" in wall.pushes()[-1]["panels"]["room"]


def test_time_alone_raises_an_alarm(school: School) -> None:
    school.start()
    overview = school.connect(f"instructor:{school.conference.id}", {"instructor": school.login()})
    overview.next("hello")
    school.submit("us", SendMessage(channel="us", text="Good morning"))
    overview.pushes()
    tables = school.house.hall.tables
    later = tables.clock() + 3_600
    tables.clock = lambda: later
    for _ in range(ALARMS_EVERY):
        school.house.realtime.lookout.look()
    found = [push for push in overview.pushes() if "alarms" in push["panels"]]
    assert "Silent since" in found[-1]["panels"]["alarms"]


def test_the_people_of_a_delegation_learn_that_the_machine_plays(school: School) -> None:
    school.start()
    pages = {delegation: school.play(delegation) for delegation in ("us", "china")}
    for page in pages.values():
        page.next("hello")
    conferences = school.house.hall.conferences
    conferences.hand_to_machine(school.conference, school.table_id, "us")
    pages["us"].next("refresh")
    conferences.take_back(school.conference, school.table_id, "us")
    pages["us"].next("refresh")
    assert pages["china"].told.empty()


def test_those_who_wait_are_woken_when_the_game_starts(school: School) -> None:
    conferences = school.house.hall.conferences
    person = conferences.people(school.conference.id)[0]
    page = school.connect(f"wait:{person.id}", {"participants": [person.id]})
    page.next("hello")
    assert page.pushes() == []
    school.start()
    page.next("refresh")
    assert page.pushes() == []


def test_who_loses_a_seat_hears_no_more_of_it(school: School) -> None:
    school.start()
    page = school.play("us")
    page.next("hello")
    conferences = school.house.hall.conferences
    conferences.seat(school.conference, school.head("us").id, None, None)
    page.next("refresh")
    school.submit("dprk", SendMessage(channel="dprk", text=SECRET))
    school.advance()
    assert page.pushes() == []


def test_every_page_looks_again_when_somebody_is_forgotten(school: School) -> None:
    """Whoever could read the words: their own delegation, the others, the teacher, the wall."""
    school.start()
    code, id_ = school.conference.code, school.conference.id
    teacher = {"instructor": school.login()}
    pages = [
        *(school.play(delegation) for delegation in ("us", "china")),
        *(school.connect(f"instructor:{id_}{more}", teacher) for more in ("", ":1")),
        *(school.connect(f"watch:{code}{more}", {}) for more in ("", ":1")),
    ]
    for page in pages:
        page.next("hello")
    school.house.hall.erasure.forget(school.conference, school.head("us").id)
    for page in pages:
        page.next("refresh")
    school.submit("china", SendMessage(channel="china", text=SECRET))
    assert SECRET in str(pages[1].pushes())
    # Whoever was forgotten is nobody's page any more.
    assert SECRET not in str(list(pages[0].told.queue))


def test_presence_counts_pages_and_has_patience(school: School) -> None:
    school.start()
    presence = school.house.hall.presence
    person = school.head("us")
    assert not presence.present(person.id)
    page = school.play("us")
    page.next("hello")
    assert presence.present(person.id)
    page.client.disconnect()
    assert presence.present(person.id)


def test_a_wish_wakes_the_instructors_page_alone_and_the_same_wish_nobody(school: School) -> None:
    conferences = school.house.hall.conferences
    ann, ben = conferences.people(school.conference.id)[:2]
    desk = school.login()
    teacher = school.connect(f"instructor:{school.conference.id}", {"instructor": desk})
    others = [
        school.connect(f"wait:{ann.id}", {"participants": [ann.id]}),
        school.connect(f"wait:{ben.id}", {"participants": [ben.id]}),
        school.connect(f"watch:{school.conference.code}", {}),
        school.connect(f"watch:{school.conference.code}:1", {}),
        school.connect(f"instructor:{school.conference.id}:1", {"instructor": desk}),
    ]
    for page in (teacher, *others):
        page.heard()
    for _ in range(50):
        conferences.wish(ann, ("us", "china"))
    assert [name for name, _ in teacher.heard()] == ["refresh"]
    conferences.wish(ann, ("china",))
    conferences.wish(ann, ())
    conferences.wish(ann, ())
    assert [name for name, _ in teacher.heard()] == ["refresh", "refresh"]
    assert [page.heard() for page in others] == [[]] * len(others)
