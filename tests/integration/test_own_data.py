"""What is stored of a participant: all of it for themselves, and nothing of anybody else's."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa

from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts import EVENT_KINDS
from game.engine.acts.chair import SendDispatch
from game.engine.acts.channels import AnswerInvitation, InviteToChannel, MessageSent, SendMessage
from game.engine.acts.endings import EndTalks
from game.engine.acts.hands import RaiseHand
from game.engine.acts.plenary import PlenarySpoken, SpeakInPlenary
from game.engine.acts.priorities import SetPriorities
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.choices import Ballot, Signature
from game.engine.command import Command
from game.engine.house_rules import HouseRules
from game.engine.phases import PhaseName
from game.messages import words
from game.service.own_data import CHOSEN
from game.store.schema import events as event_rows
from game.web.present.own_data import _TOLD
from tests.lesson import Lesson
from tests.practising import Home
from tests.running import Class


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Lesson]:
    lesson = Lesson(tmp_path, "full_accord", "partial_accord")
    yield lesson
    lesson.close()


def downloaded(lesson: Lesson, pid: str) -> Mapping[str, Any]:
    person = next(person for person in lesson.people if person.id == pid)
    answer = lesson.student_browser(person).get(f"/me/{pid}/data.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    found: Mapping[str, Any] = json.loads(answer.data)
    return found


def shown(lesson: Lesson, pid: str) -> str:
    person = next(person for person in lesson.people if person.id == pid)
    return lesson.student_browser(person).get(f"/me/{pid}").get_data(as_text=True)


def test_everybody_sees_all_their_words_and_takes_them_away(lesson: Lesson) -> None:
    for person in lesson.people:
        page, file = shown(lesson, person.id), downloaded(lesson, person.id)
        own = [
            event
            for record in lesson.records
            for event in lesson.hall.tables.events(record.id)
            if person.id in event.people
        ]
        assert [deed["kind"] for deed in file["deeds"]] == [event.kind for event in own]
        said = {deed["chosen"].get("text") for deed in file["deeds"]}
        for event in own:
            if isinstance(event, PlenarySpoken | MessageSent):
                assert event.text in said
                assert event.text[:20].replace("'", "&#39;") in page
        assert file["name"] == person.name
        assert (file["delegation"], file["code"]) == (person.delegation, lesson.conference.code)


def test_it_tells_of_seat_wishes_class_list_and_answers(lesson: Lesson) -> None:
    person = lesson.seated(1, "us")
    conferences = lesson.hall.conferences
    conferences.wish(person, ("china", "us"))
    roster = f"name,id,table,delegation\n{person.name},ID-7,1,russia\nZoë,ID-8"
    conferences.set_roster(lesson.conference, roster)
    lesson.hall.questionnaires.save(person, "after", {"learned": "Patience.", "self_pride": "4"})
    page, file = shown(lesson, person.id), downloaded(lesson, person.id)
    assert file["wishes"] == ["china", "us"]
    assert file["listed"] == {
        "name": person.name,
        "student_id": "ID-7",
        "table": 1,
        "delegation": "russia",
    }
    assert {answer["answer"] for answer in file["answers"]} == {"Patience.", 4}
    assert all(answer["question"] for answer in file["answers"])
    for part in (person.name, "Patience.", "ID-7", "Table 1", "Russia", "China"):
        assert part in page, part
    assert person.resume_code not in page + json.dumps(file)


def test_votes_and_other_acts_without_a_name_are_found_by_their_commands(home: Home) -> None:
    """The id of a stored command begins with its sender."""
    lesson = Class(home.house)
    lesson.advance_to(PhaseName.DRAFTING)
    agenda = lesson.tables.state(lesson.id).setup.agenda
    structure = lesson.tables.scenario_of(lesson.id).structure
    issue = structure.issue(agenda[0])
    send(lesson, "us", TableProposal(options={issue.id: issue.options[-1].id}, note="My note."))
    (proposal,) = lesson.tables.state(lesson.id).proposals
    send(lesson, "japan", CastBallot(proposal=proposal, ballot="reject"))
    send(lesson, "china", CastBallot(proposal=proposal, ballot="abstain"))
    send(lesson, "japan", RaiseHand(raised=True))
    kinds = [(deed["kind"], deed["chosen"]) for deed in own_file(lesson, "japan")["deeds"]]
    assert kinds == [
        ("ballot_cast", {"ballot": "reject", "proposal": proposal}),
        ("hand_moved", {"raised": True}),
    ]
    (tabled,) = own_file(lesson, "us")["deeds"]
    assert tabled["chosen"]["note"] == "My note."
    assert "reject" in lesson.phones["japan"].get(own(lesson, "japan")).get_data(as_text=True)


def own(lesson: Class, name: str) -> str:
    return f"/me/{lesson.people[name].id}"


def own_file(lesson: Class, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(
        lesson.phones[name].get(f"{own(lesson, name)}/data.json").data
    )
    return found


def send(lesson: Class, delegation: str, command: Command) -> None:
    """As the server stores it: the sender's id before the command's own."""
    person = lesson.people[delegation]
    number = lesson.tables.state(lesson.id).seq
    lesson.tables.submit(
        lesson.id,
        Actor(Role.HEAD, delegation, person.id),
        command,
        command_id=f"{person.id}:{number}",
        step=lesson.tables.state(lesson.id).phase.step.tag,
    )


#: Things that others do and russia must not learn of: one twin does one of them, the other none.
SECRETS: Mapping[str, Callable[[Class], object]] = {
    "a private talk": lambda lesson: talk(lesson, "Between us two."),
    "another's priorities": lambda lesson: send(
        lesson,
        "us",
        SetPriorities(issues=lesson.tables.state(lesson.id).setup.agenda[:2]),
    ),
    "another's vote": lambda lesson: vote(lesson, "us", "accept"),
    "a fellow table's words": lambda lesson: lesson.tables.submit(
        lesson.ids[1],
        Actor(Role.HEAD, "us", lesson.people["other"].id),
        SendMessage(channel="us", text="Elsewhere."),
        command_id="elsewhere",
    ),
    "another's answers and wishes": lambda lesson: lesson.house.hall.questionnaires.answers.save(
        lesson.people["us"].id, "before", {"own_aim": "To win."}, 5.0
    ),
    "another's line on the class list": lambda lesson: lesson.house.hall.conferences.set_roster(
        lesson.conference, "us,SECRET-NUMBER"
    ),
    "a raised hand": lambda lesson: send(lesson, "us", RaiseHand(raised=True)),
    "a word to another": lambda lesson: lesson.send(
        INSTRUCTOR, SendDispatch(headline="For you alone.", to=("us",))
    ),
    "a fellow's words": lambda lesson: lesson.tables.submit(
        lesson.id,
        Actor(Role.ADVISER, "russia", "0123456789abcdef"),
        SendMessage(channel="russia", text="Said by a fellow."),
        command_id="0123456789abcdef:1",
    ),
}


def talk(lesson: Class, text: str) -> None:
    send(lesson, "us", InviteToChannel(members=("japan", "us")))
    channels = lesson.tables.state(lesson.id).channels
    channel = next(id_ for id_, one in channels.items() if set(one.members) == {"us", "japan"})
    send(lesson, "japan", AnswerInvitation(channel=channel, accept=True))
    send(lesson, "us", SendMessage(channel=channel, text=text))


def vote(lesson: Class, delegation: str, ballot: Ballot) -> None:
    (proposal,) = lesson.tables.state(lesson.id).proposals
    send(lesson, delegation, CastBallot(proposal=proposal, ballot=ballot))


def twin(folder: Path, secret: Callable[[Class], object] | None) -> tuple[str, str]:
    """What russia sees of itself, where others did that in between; ids and codes left out."""
    folder.mkdir()
    home = Home(folder)
    lesson = Class(home.house)
    lesson.advance_to(PhaseName.CONSULTATIONS)
    agenda = lesson.tables.state(lesson.id).setup.agenda
    issue = lesson.tables.scenario_of(lesson.id).structure.issue(agenda[0])
    send(lesson, "russia", SpeakInPlenary(text="In public."))
    send(lesson, "russia", SendMessage(channel="russia", text="Among ourselves."))
    lesson.advance_to(PhaseName.DRAFTING)
    send(lesson, "china", TableProposal(options={issue.id: issue.options[-1].id}))
    lesson.now += 3
    if secret is not None:
        secret(lesson)
    lesson.now += 3
    vote(lesson, "russia", "reject")
    send(lesson, "russia", InviteToChannel(members=("russia", "china")))
    page = lesson.phones["russia"].get(own(lesson, "russia")).get_data(as_text=True)
    file = json.dumps(own_file(lesson, "russia"))
    home.house.close()
    hidden = re.compile(f"{lesson.people['russia'].id}|{lesson.conference.code}")
    return hidden.sub("#", page), hidden.sub("#", file)


@pytest.fixture(scope="module")
def quiet_twin(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return twin(tmp_path_factory.mktemp("quiet") / "home", None)


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_there_changes_when_others_secrets_do(
    tmp_path: Path, quiet_twin: tuple[str, str], secret: str
) -> None:
    assert twin(tmp_path / "home", SECRETS[secret]) == quiet_twin
    assert all(words in quiet_twin[1] for words in ("In public.", "Among ourselves.", "reject"))


def test_only_the_holder_of_the_login_sees_it(lesson: Lesson) -> None:
    person, other = lesson.seated(1, "us"), lesson.seated(1, "china")
    for browser in (
        lesson.browser(),
        lesson.student_browser(other),
        lesson.student_browser(lesson.observer),
        lesson.teacher_browser(),
    ):
        for more in ("", "/data.json"):
            assert browser.get(f"/me/{person.id}{more}").status_code == 403


def test_what_the_rules_made_of_a_command_is_nobodys_own(lesson: Lesson) -> None:
    """One command can bring about what its sender must not know: only its first event is theirs."""
    person, (record, _) = lesson.seated(1, "us"), lesson.records
    with lesson.house.database.writing() as connection:
        connection.execute(
            sa.update(event_rows)
            .where(event_rows.c.table_id == record.id, event_rows.c.seq > 1)
            .values(command_id=f"{person.id}:all")
        )
    named = [event for event in lesson.hall.tables.events(record.id) if person.id in event.people]
    found = downloaded(lesson, person.id)["deeds"]
    assert len(found) <= len(named) + 1


def test_everything_that_can_be_chosen_has_words_for_every_value() -> None:
    """But for ids that only link one act with another."""
    assert set(CHOSEN) - {"proposal", "counters"} == set(_TOLD)
    kinds = {event.model_fields["kind"].default for event in EVENT_KINDS}
    assert kinds <= words("events").keys()
    votes = {*get_args(Ballot), *get_args(Signature)}
    assert votes == words("own_data_votes").keys()


def test_the_pages_of_a_student_lead_there(home: Home, lesson: Lesson) -> None:
    running = Class(home.house)
    waiting = running.conferences.join(running.conference.code, "Late")
    running.conferences.seat(running.conference, waiting.id, None, None)
    browser = home.house.app.test_client()
    browser.post(
        "/resume", data={"code": running.conference.code, "resume_code": waiting.resume_code}
    )
    assert f"/me/{waiting.id}" in browser.get(f"/wait/{waiting.id}").get_data(as_text=True)
    assert own(running, "us") in running.student("us")
    person = lesson.seated(1, "us")
    score = lesson.student_browser(person).get(f"/play/{person.id}/score").get_data(as_text=True)
    assert f"/me/{person.id}" in score
    assert "/privacy" in home.page("/")
    assert "/privacy" in running.browser.get("/instructor").get_data(as_text=True)
    assert "docs/privacy.md" in home.page("/privacy")


def test_a_teacher_who_opens_scores_is_told_what_totals_give_away(home: Home) -> None:
    """Wherever that can be done, and where it is settled that it happens by itself."""
    person, table_id = home.student_of_a_class(HouseRules(scores="when_opened"))
    home.hall.tables.submit(table_id, INSTRUCTOR, EndTalks(), command_id="end")
    browser = home.house.app.test_client()
    browser.post(f"/instructor/enter/{home.hall.conferences.invite('Teacher')}")
    class_page = f"/instructor/conference/{person.conference_id}"
    for path in ("/instructor", class_page, f"{class_page}/table/1"):
        page = browser.get(path).get_data(as_text=True)
        assert "may guess at moves that stay hidden" in page, path
