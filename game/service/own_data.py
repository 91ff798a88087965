"""What is stored of one participant: for themselves, to see and to take away."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from game.engine.acts import EVENTS
from game.engine.event import Event
from game.scenario.model import DelegationId
from game.service.conferences import Conferences, Participant, name_key
from game.service.senders import person as sender_of_person
from game.store.answers import Answer, Answers
from game.store.log import EventLog, StoredEvent

#: The parts of an event that its sender chose. Ids that count what others may have done in secret
#: (of channels, offers, cables) and what the rules made of it are left out.
CHOSEN = (
    "headline",
    "text",
    "note",
    "package",
    "ballot",
    "decision",
    "inject",
    "answer",
    "move",
    "red_line",
    "accord",
    "accepted",
    "confidential",
    "conduct",
    "issues",
    "proposal",
    "counters",
    "ready",
    "raised",
    "members",
    "parties",
)


@dataclass(frozen=True)
class Deed:
    """Something that the participant sent, or that the teacher wrote to them alone.

    ``at`` is seconds since the epoch, ``kind`` the event's, ``chosen`` what they chose or wrote.
    """

    at: float
    table: int
    kind: str
    delegation: DelegationId | None
    chosen: Mapping[str, Any]


@dataclass(frozen=True)
class Listed:
    """Their line on the class list."""

    name: str
    student_id: str
    table: int | None
    delegation: DelegationId | None


@dataclass(frozen=True)
class OwnData:
    """All of it. The resume code is left out: whoever has it can act for the participant."""

    name: str
    conference: str
    code: str
    joined_at: float
    observer: bool
    table: int | None
    delegation: DelegationId | None
    head: bool
    wishes: tuple[DelegationId, ...]
    listed: Listed | None
    answers: tuple[Answer, ...]
    deeds: tuple[Deed, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is taken away: times in UTC, nobody's ids."""
        found = asdict(self)
        found["joined_at"] = _time(self.joined_at)
        found["answers"] = [
            {
                "questionnaire": answer.form,
                "item": answer.item,
                "answer": answer.rating if answer.rating is not None else answer.words,
                "at": _time(answer.at),
            }
            for answer in self.answers
        ]
        found["deeds"] = [{**asdict(deed), "at": _time(deed.at)} for deed in self.deeds]
        return found


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class OwnDataReader:
    """Gathers what is stored of somebody, and nothing of anybody else."""

    conferences: Conferences
    answers: Answers
    log: EventLog

    def of(self, person: Participant) -> OwnData:
        """Everything that is stored of the participant."""
        conference = self.conferences.get(person.conference_id)
        numbers = {table.id: table.number for table in self.conferences.tables(conference.id)}
        key = name_key(person.name)
        line = next((e for e in self.conferences.roster(conference.id) if e.key == key), None)
        return OwnData(
            name=person.name,
            conference=conference.title,
            code=conference.code,
            joined_at=person.joined_at,
            observer=person.observer,
            table=None if person.table_id is None else numbers[person.table_id],
            delegation=person.delegation,
            head=person.head,
            wishes=self.conferences.wishes(conference.id).get(person.id, ()),
            listed=None
            if line is None
            else Listed(line.name, line.student_id, line.table_number, line.delegation),
            answers=self.answers.of_participant(person.id),
            deeds=tuple(
                Deed(
                    event.at,
                    numbers[table_id],
                    event.kind,
                    getattr(event, "delegation", None),
                    _chosen(event),
                )
                for table_id, rows in self.log.naming(conference.id, person.id).items()
                for event in _deeds(rows, person.id)
            ),
        )


def _deeds(rows: list[StoredEvent], participant_id: str) -> Iterator[Event]:
    """The events that are the participant's own doing, or that are addressed to them.

    A vote names nobody; it is the first event of a command whose id names its sender. Further
    events of a command are what the rules made of it, which the sender may not know.
    """
    before, sender = "", f"{sender_of_person(participant_id)}:"
    for row in rows:
        event = EVENTS.validate_json(row.body)
        theirs = row.command_id.startswith(sender) and row.command_id != before
        before = row.command_id
        if participant_id in event.people or (theirs and _known_to_sender(event)):
            yield event


def _known_to_sender(event: Event) -> bool:
    acting: DelegationId | None = getattr(event, "delegation", None)
    return event.audience.public or (acting is not None and event.audience.includes(acting))


def _chosen(event: Event) -> Mapping[str, Any]:
    stored = event.model_dump(mode="json")
    return {name: stored[name] for name in CHOSEN if name in stored}
