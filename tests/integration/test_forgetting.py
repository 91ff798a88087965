"""A person whom the teacher forgets leaves nothing behind but what their delegation did."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from game.bots.par import results
from game.engine.actors import INSTRUCTOR
from game.engine.acts.cables import AskMandate
from game.engine.acts.chair import SendDispatch
from game.engine.acts.channels import AnswerInvitation, InviteToChannel, SendMessage
from game.engine.acts.plenary import SpeakInPlenary
from game.engine.acts.table import replay
from game.engine.phases import PhaseName
from game.engine.refusals import Refused
from game.service.conferences import Participant
from game.service.handouts import Order
from game.service.reports import Maker
from game.store.erasing import of_person
from game.store.schema import metadata
from tests.lesson import NAMES, Lesson
from tests.pages import kept_out
from tests.practising import Home
from tests.running import Class

REMOVED = "[removed]"
#: The parts of a table's state in which people's words or ids stand.
HOLDING_WORDS = {"statements", "channels", "proposals", "cables", "offers", "dispatches", "moves"}


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Lesson]:
    lesson = Lesson(tmp_path, "full_accord", "partial_accord")
    yield lesson
    lesson.hall.reports.finish()
    lesson.close()


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("game.db*"))


def found(folder: Path, words: str) -> bool:
    return any(words.encode() in file.read_bytes() for file in files(folder))


def forget(lesson: Lesson, person: Participant) -> None:
    answer = lesson.teacher_browser().post(lesson.path("/forget"), data={"participant": person.id})
    assert answer.status_code == 303


def words_of(lesson: Lesson, person: Participant) -> set[str]:
    """Every sentence that the person wrote at any table."""
    return {
        getattr(event, field)
        for record in lesson.records
        for event in lesson.hall.tables.events(record.id)
        if person.id in event.people
        for field in event.fields_with("words")
        if len(getattr(event, field)) > 8
    }


def test_every_table_of_the_database_that_names_people_is_cleared(lesson: Lesson) -> None:
    """By the schema: whatever points at a participant, and what holds names without pointing."""
    held = {table.name for table in metadata.sorted_tables if "name_key" in table.c}
    assert held - {"setups"} <= {table.name for table in of_person("x")} | {
        "roster",
        "removed_people",
    }


def test_name_words_and_id_are_in_no_file_of_the_database(lesson: Lesson, tmp_path: Path) -> None:
    person = lesson.seated(1, "us")
    roster = "\n".join(f"{name},N-{number}" for number, name in enumerate(NAMES))
    lesson.hall.conferences.set_roster(lesson.conference, roster)
    listed = next(e for e in lesson.hall.conferences.roster(lesson.conference.id))
    assert listed.student_id == "N-0"
    for words in ("An earlier answer.", "Patience above all."):
        lesson.hall.questionnaires.save(person, "after", {"learned": words})
    for record in lesson.records:
        lesson.hall.reports.table(lesson.conference, record)
    lesson.hall.reports.finish()
    written = words_of(lesson, person)
    assert len(written) > 3
    gone = {person.id, person.name, person.resume_code, "An earlier answer.", "Patience above all."}
    gone |= {json.dumps(words)[1:-1] for words in written}
    others = {
        json.dumps(words)[1:-1]
        for other in lesson.people
        if other.id != person.id
        for words in words_of(lesson, other)
    }
    gone -= others
    assert all(found(tmp_path, words) for words in gone - {"An earlier answer."})
    forget(lesson, person)
    assert not {words for words in gone if found(tmp_path, words)}
    assert all(found(tmp_path, words) for words in others)


def test_the_log_replays_and_its_outcome_is_what_it_was(lesson: Lesson) -> None:
    for record in lesson.records:
        before = lesson.hall.tables.events(record.id)
        structure = lesson.hall.tables.scenario_of(record.id).structure
        for person in lesson.people:
            if person.table_id == record.id:
                forget(lesson, person)
        after = lesson.hall.tables.events(record.id)
        assert [(e.kind, e.at) for e in after] == [(e.kind, e.at) for e in before]
        was, now = replay(before), replay(after)
        assert results(structure, now) == results(structure, was)
        for name in vars(was).keys() - HOLDING_WORDS:
            assert getattr(now, name) == getattr(was, name), name
        assert {id_: p.ballots for id_, p in now.proposals.items()} == {
            id_: p.ballots for id_, p in was.proposals.items()
        }
        assert lesson.hall.tables.state(record.id) == now


def test_kept_reports_and_made_files_go_and_new_ones_hold_nothing(lesson: Lesson) -> None:
    person = lesson.seated(1, "us")
    (one, _) = lesson.records
    written = words_of(lesson, person)
    lesson.hall.reports.table(lesson.conference, one)
    lesson.hall.reports.finish()
    job = lesson.hall.office.start(lesson.conference, Order("events", "zip"))
    job.future.result(timeout=60)
    forget(lesson, person)
    assert not job.folder.exists()
    assert lesson.hall.reports.table(lesson.conference, one).body is None
    lesson.hall.reports.finish()
    body = lesson.hall.reports.table(lesson.conference, one).body
    assert body is not None
    assert person.id not in body
    assert not {words for words in written if json.dumps(words)[1:-1] in body}


def test_a_report_that_was_being_made_meanwhile_is_not_kept(lesson: Lesson) -> None:
    (one, _) = lesson.records
    maker = lesson.hall.reports.maker

    def forgotten_meanwhile(job: bytes) -> bytes:
        made = maker.make(job)
        lesson.hall.erasure.forget(lesson.conference, lesson.seated(1, "us").id)
        return made

    lesson.hall.reports.maker = Maker(forgotten_meanwhile, maker.version)
    lesson.hall.reports.table(lesson.conference, one)
    lesson.hall.reports.finish()
    lesson.hall.reports.maker = maker
    assert lesson.hall.reports.table(lesson.conference, one).body is None


def test_only_the_conferences_instructors_can_forget_and_only_their_people(lesson: Lesson) -> None:
    person = lesson.seated(1, "us")
    sent = {"participant": person.id}
    for browser in (
        lesson.browser(),
        lesson.student_browser(person),
        lesson.teacher_browser("Somebody else"),
    ):
        assert kept_out(browser.post(lesson.path("/forget"), data=sent))
    other = lesson.hall.conferences.create(
        lesson.teacher, title="Other", preset="demo", tables=1, consensus="unanimity"
    )
    elsewhere = f"/instructor/conference/{other.id}/forget"
    assert lesson.teacher_browser().post(elsewhere, data=sent).status_code == 404
    assert lesson.hall.conferences.participant(person.id) is not None


def test_a_running_class_goes_on_and_no_page_shows_the_words(home: Home) -> None:
    """Whoever is forgotten in the middle: their seat goes to a bot, their words from every page."""
    lesson = Class(home.house)
    lesson.advance_to(PhaseName.CONSULTATIONS)
    lesson.by("us", InviteToChannel(members=("japan", "us")))
    channels = lesson.tables.state(lesson.id).channels
    channel = next(id_ for id_, one in channels.items() if set(one.members) == {"us", "japan"})
    lesson.by("japan", AnswerInvitation(channel=channel, accept=True))
    lesson.by("us", SendMessage(channel=channel, text="Only between us two."))
    lesson.by("japan", SendMessage(channel=channel, text="I hear you."))
    lesson.by("us", SpeakInPlenary(text="To everybody here."))
    us, agenda = lesson.people["us"], set(lesson.tables.state(lesson.id).setup.agenda)
    lines = lesson.tables.scenario_of(lesson.id).structure.delegation("us").red_lines
    red_line = next(line.id for line in lines if set(line.when) <= agenda)
    lesson.by("us", AskMandate(red_line=red_line, text="Dear capital, let me."))
    word = SendDispatch(headline="Well done.", text="A word to you.", to=("us",), person=us.id)
    lesson.send(INSTRUCTOR, word)
    own_words = (
        "Only between us two.",
        "To everybody here.",
        "Dear capital, let me.",
        "A word to you.",
    )
    assert all(words in lesson.page() for words in own_words)
    status, page = lesson.form("/forget", participant=us.id)
    assert status == 200
    assert "forgotten" in page
    for shown in (lesson.page(), lesson.student("japan"), lesson.student("japan", "news")):
        assert not [words for words in own_words if words in shown]
    assert REMOVED in lesson.student("japan")
    assert "I hear you." in lesson.student("japan")
    assert lesson.phones["us"].get(f"/play/{us.id}").status_code == 403
    assert "us" in lesson.conferences.stand_ins(lesson.id)
    # What was on its way when the person was forgotten comes too late.
    with pytest.raises(Refused):
        lesson.by("us", SendMessage(channel=channel, text="I am still here."))
    lesson.by("japan", SendMessage(channel=channel, text="Is anybody there?"))
    assert "Is anybody there?" in lesson.student("japan")


def test_removed_or_taken_off_the_class_list_a_name_is_in_no_file(
    home: Home, tmp_path: Path
) -> None:
    lesson = Class(home.house)
    people = lesson.conferences
    ann = people.join(lesson.conference.code, "Annabella Q.")
    people.wish(ann, ("us",))
    people.set_roster(lesson.conference, "Bartholomew Z.\nCecily Y.")
    assert found(tmp_path, "Annabella")
    assert found(tmp_path, "Bartholomew")
    assert lesson.form("/remove", participant=ann.id)[0] == 200
    assert not found(tmp_path, "Annabella")
    assert not found(tmp_path, ann.resume_code)
    people.set_roster(lesson.conference, "Cecily Y.")
    assert not found(tmp_path, "Bartholomew")
    home.hall.accounts.add("Doctor Departing", "a long pass phrase")
    home.hall.accounts.remove("Doctor Departing")
    assert not found(tmp_path, "Departing")


def test_what_is_replaced_is_overwritten_on_every_connection(home: Home) -> None:
    with home.house.database.reading() as connection:
        assert connection.execute(sa.text("PRAGMA secure_delete")).scalar() == 1
