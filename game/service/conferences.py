"""Conferences: whose they are, how they are laid, who comes in, when they start."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import replace

from game.characters import visible_line
from game.engine.actors import INSTRUCTOR
from game.engine.commands import Capitals, OpenTable, SetBell, StartTable
from game.scenario.model import ConsensusRule
from game.service import roster, scenarios
from game.service.accounts import new_login_key
from game.service.lesson import bell_after
from game.service.login import LINK_SECONDS, REPEAT_SECONDS
from game.service.names import NAME_LIMIT, clean_name, is_reserved
from game.service.problems import Problem
from game.service.seats import Granted, Seats
from game.service.senders import SERVER
from game.service.setup import Setup, check_setup
from game.service.tables import Tables
from game.service.wall import Wall, read_wall
from game.store.directory import (
    AlreadyMade,
    Conference,
    Directory,
    DoorState,
    Expected,
    HouseRules,
    Instructor,
    LinkTimes,
    NameTaken,
    Participant,
    SentForm,
    TableRecord,
    name_key,
    wall_key,
)

__all__ = [
    "NAME_LIMIT",
    "Conference",
    "Conferences",
    "DoorState",
    "Expected",
    "Granted",
    "HouseRules",
    "Instructor",
    "Participant",
    "Problem",
    "SentForm",
    "TableRecord",
    "name_key",
]

#: Letters and digits that are not mistaken for each other when read aloud or written down.
RESUME_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
TITLE_LIMIT = 120
#: Digits of a join code: short where it is typed from a board in one room; too many to be found by
#: trying where anybody can try.
CODE_DIGITS, PUBLIC_CODE_DIGITS = 6, 10


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _browser(secret: str) -> str | None:
    """By what a browser is known in the store."""
    return _hash(secret) if secret else None


class Conferences(Seats):
    """What people may do before and beside the negotiating. Problems change nothing.

    On a ``public`` server strangers can try join codes: new ones are longer there.
    """

    def __init__(self, directory: Directory, tables: Tables, *, public: bool = False) -> None:
        super().__init__(directory, tables)
        self._public = public

    # --- entering by a link ---

    def invite(self, name: str) -> str:
        """A new one-time secret by which the instructor of that name enters."""
        name, now = clean_name(name), self._tables.clock()
        instructor = self._directory.instructor_named(name, new_login_key(), now)
        token = secrets.token_urlsafe(24)
        self._directory.add_link(_hash(token), instructor, now)
        return token

    def link_is_fresh(self, token: str, browser: str = "") -> bool:
        """Whether that secret lets that browser in; see `enter`."""
        return self._directory.link_is_fresh(_hash(token), _browser(browser), self._link_times())

    def enter(self, token: str, browser: str = "") -> Instructor:
        """Use up a one-time secret.

        ``browser`` is a secret of the browser's own: for a while it may use the link again, lest an
        answer that is lost shut it out. Nobody else may; a browser without one may not either.
        """
        instructor = self._directory.use_link(_hash(token), _browser(browser), self._link_times())
        if instructor is None:
            raise Problem("bad_link", hours=round(LINK_SECONDS / 3_600))
        return instructor

    def _link_times(self) -> LinkTimes:
        now = self._tables.clock()
        return LinkTimes(now, now - LINK_SECONDS, now - REPEAT_SECONDS)

    def instructor(self, id_: int) -> Instructor | None:
        """The instructor with that id."""
        return self._directory.instructor(id_)

    # --- conferences ---

    def create(
        self,
        instructor: Instructor,
        *,
        title: str,
        preset: str,
        tables: int,
        consensus: ConsensusRule,
        capitals: Capitals = "rule",
        seats_per_delegation: int = 2,
        same_fate: bool = True,
        scenario_name: str = scenarios.DEFAULT,
    ) -> Conference:
        """A new conference with the usual house rules, but for those named."""
        rules = HouseRules(consensus=consensus, capitals=capitals, same_fate=same_fate)
        setup = Setup(
            preset=preset, tables=tables, seats_per_delegation=seats_per_delegation, rules=rules
        )
        return self.set_up(instructor, title, setup, scenario_name)

    def set_up(
        self,
        instructor: Instructor,
        title: str,
        setup: Setup,
        scenario_name: str = scenarios.DEFAULT,
        seed: str | None = None,
        form: SentForm | None = None,
    ) -> Conference:
        """Lay the tables of a new conference. Equal fates draw equal cards at equal times.

        ``seed`` is the tables' shared fate, where one is wanted again. The same ``form`` again
        leads to the conference that it made.
        """
        if (made := self._directory.made_by(form)) is not None:
            return self.owned(instructor, int(made))
        try:
            return self._set_up(instructor, title, setup, scenario_name, seed, form)
        except AlreadyMade as before:
            return self.owned(instructor, int(before.made))

    def _set_up(
        self,
        instructor: Instructor,
        title: str,
        setup: Setup,
        scenario_name: str,
        seed: str | None,
        form: SentForm | None,
    ) -> Conference:
        scenario = scenarios.scenario(scenario_name)
        check_setup(setup, scenario.structure)
        rules, shared = setup.rules, seed or secrets.token_hex(8)
        laid = OpenTable(
            preset=setup.preset,
            consensus=rules.consensus,
            capitals=rules.capitals,
            talk=rules.talk,
            votes=rules.votes,
            scores=rules.scores,
            timings=rules.timings,
            rounds=rules.rounds,
            left_out=rules.left_out,
        )
        conference = self._directory.add_conference(
            Conference(
                id=0,
                code=self._new_code(),
                title=visible_line(title)[:TITLE_LIMIT].strip() or scenario.text("en").title,
                instructor_id=instructor.id,
                scenario=scenario_name,
                language=scenario.structure.languages[0],
                preset=setup.preset,
                rules=rules,
                seats_per_delegation=setup.seats_per_delegation,
                created_at=self._tables.clock(),
            ),
            [shared if rules.same_fate else secrets.token_hex(8) for _ in range(setup.tables)],
            self._tables.laid(scenario_name, laid),
            form,
        )
        self._changed(conference.id)
        return conference

    def _new_code(self) -> str:
        while True:
            least = 10 ** (PUBLIC_CODE_DIGITS - 1 if self._public else CODE_DIGITS - 1)
            code = f"{secrets.randbelow(9 * least) + least}"
            if self._directory.code_is_free(code):
                return code

    def of_instructor(self, instructor: Instructor) -> tuple[Conference, ...]:
        """The instructor's conferences and those shared with them, newest first."""
        return self._directory.conferences_of(instructor.id)

    def get(self, conference_id: int) -> Conference:
        """The conference with that id."""
        conference = self._conference[conference_id]
        if conference is None:
            raise Problem("unknown_code")
        return conference

    def owned(self, instructor: Instructor, conference_id: int) -> Conference:
        """The conference, if it is that instructor's or shared with them."""
        conference = self.get(conference_id)
        if conference.instructor_id != instructor.id and instructor.id not in {
            other.id for other in self.co_instructors(conference_id)
        }:
            raise Problem("not_yours")
        return conference

    def by_code(self, code: str) -> Conference:
        """The conference with that join code; blanks within it do not matter."""
        digits = "".join(code.split())
        known = digits.isascii() and digits.isdigit()
        conference = self._directory.conference_by_code(digits) if known else None
        if conference is None:
            raise Problem("unknown_code")
        return conference

    # --- sharing ---

    def co_instructors(self, conference_id: int) -> tuple[Instructor, ...]:
        """Those with whom the owner shares the conference, by name."""
        return self._directory.co_instructors(conference_id)

    def share(self, owner: Instructor, conference: Conference, name: str) -> None:
        """Let another instructor run the conference too: the owner alone may decide that."""
        self._check_owner(owner, conference)
        other = self._directory.instructor_called(name)
        if other is None:
            raise Problem("unknown_instructor", name=visible_line(name)[:NAME_LIMIT])
        if other.id == owner.id:
            raise Problem("own_conference")
        self._directory.share(conference.id, other.id)
        self._changed(conference.id)

    def unshare(self, owner: Instructor, conference: Conference, instructor_id: int) -> None:
        """No longer let that instructor run it. They may also leave by themselves."""
        if owner.id != instructor_id:
            self._check_owner(owner, conference)
        self._directory.unshare(conference.id, instructor_id)
        self._changed(conference.id)

    def tell_gone(self, conference_id: int) -> None:
        """Let open pages look again: the conference has been deleted."""
        self._changed(conference_id)

    @staticmethod
    def _check_owner(instructor: Instructor, conference: Conference) -> None:
        if conference.instructor_id != instructor.id:
            raise Problem("owner_only")

    # --- coming in ---

    def set_door(self, conference: Conference, door: DoorState) -> None:
        """Open or close the door to newcomers; whoever is in stays in."""
        self._directory.set_door(conference.id, door)
        self._changed(conference.id)

    def set_roster(self, conference: Conference, text: str) -> int:
        """Read the roster and put it in the place of the former; how many are expected.

        ``BadRoster`` changes nothing. Who has joined under a name on it gets the planned seat,
        unless they sit already.
        """
        room = roster.Room(
            tables=len(self.tables(conference.id)),
            seats=conference.seats_per_delegation,
            delegations=roster.words_for(self.texts(conference)),
        )
        expected = roster.parse(text, room)
        self._directory.set_roster(conference.id, expected)
        by_key = {line.key: line for line in expected}
        plans = {
            person.id: by_key[key]
            for person in self.people(conference.id)
            if person.table_id is None
            and not person.observer
            and (key := name_key(person.name)) in by_key
        }
        self._move(conference, self._seat_as_planned(conference, plans))
        return len(expected)

    def join(
        self,
        code: str,
        name: str,
        observer: bool = False,
        *,
        form: SentForm | None = None,
        mine: Collection[Participant] = (),
    ) -> Participant:
        """Join by code with a name that nobody else there has.

        The same ``form`` again leads to whoever joined by it, and so does the name of one of
        ``mine``, for whom the same browser may act already. Whoever is on the roster gets the
        seat planned for them. After the start, newcomers get a free seat at once where the house
        rules say so.
        """
        if (joined := self.participant(self._directory.made_by(form) or "")) is not None:
            return joined
        conference = self.by_code(code)
        name = clean_name(name)
        for person in mine:
            # Two who share a device may have names that look alike: these must be the same.
            same = person.name.casefold() == name.casefold()
            if same and (person.conference_id, person.observer) == (conference.id, observer):
                return person
        line = next((e for e in self.roster(conference.id) if e.key == name_key(name)), None)
        self._pass_door(conference, line)
        if line is None and is_reserved(name, self.texts(conference)):
            raise Problem("reserved_name", name=name)
        if not observer and self._places_left(conference) < 1:
            raise Problem("conference_full")
        participant = Participant(
            id=secrets.token_hex(8),
            conference_id=conference.id,
            name=line.name if line else name,
            resume_code=self.new_resume_code(conference),
            observer=observer,
            table_id=None,
            delegation=None,
            head=False,
            joined_at=self._tables.clock(),
        )
        try:
            self._directory.add_participant(participant, form)
        except AlreadyMade as before:
            return self.participant(before.made) or participant
        except NameTaken:
            # The same form may have come twice at once.
            if (joined := self.participant(self._directory.made_by(form) or "")) is not None:
                return joined
            raise Problem("name_taken", name=name) from None
        self._show_in(conference, participant, line)
        return self.participant(participant.id) or participant

    @staticmethod
    def _pass_door(conference: Conference, line: Expected | None) -> None:
        if conference.door == "closed":
            raise Problem("conference_locked")
        if conference.door == "roster" and line is None:
            raise Problem("not_on_roster")

    def _show_in(
        self, conference: Conference, newcomer: Participant, line: Expected | None
    ) -> None:
        """Bring a newcomer to their seat, where one is meant for them."""
        moved: dict[str, Participant] = {}
        if not newcomer.observer:
            if line is not None:
                moved = self._seat_as_planned(conference, {newcomer.id: line})
            seats_late = conference.rules.late_comers == "seated"
            if not moved and seats_late and self.started(conference):
                moved = self._seat_late(conference, newcomer)
        if moved:
            self._move(conference, moved)
        else:
            self._changed(conference.id)

    def _places_left(self, conference: Conference) -> int:
        delegations = len(self.structure(conference).delegations)
        places = len(self.tables(conference.id)) * delegations * conference.seats_per_delegation
        return places - sum(not p.observer for p in self.people(conference.id))

    def new_resume_code(self, conference: Conference) -> str:
        """A code that nobody of the conference has."""
        while True:
            letters = "".join(secrets.choice(RESUME_ALPHABET) for _ in range(8))
            code = f"{letters[:4]}-{letters[4:]}"
            if self._directory.participant_by_resume_code(conference.id, code) is None:
                return code

    def resume(self, code: str, resume_code: str) -> Participant:
        """Come back on another device; case, blanks and the dash do not matter."""
        conference = self.by_code(code)
        letters = "".join(c for c in resume_code.upper() if c.isalnum())
        found = self._directory.participant_by_resume_code(
            conference.id, f"{letters[:4]}-{letters[4:]}"
        )
        if found is None:
            raise Problem("unknown_resume_code")
        return found

    def renew_resume_code(self, conference: Conference, participant_id: str) -> Participant:
        """Give somebody another resume code; the former no longer brings anybody in.

        Devices on which they are in already stay in.
        """
        person = self._person(conference, participant_id)
        renewed = replace(person, resume_code=self.new_resume_code(conference))
        self._directory.set_resume_code(renewed.id, renewed.resume_code)
        self._changed(conference.id)
        return renewed

    # --- the wall ---

    def wall(self, conference: Conference) -> Wall:
        """What the projector shows by the instructor's choice."""
        stored = self._directory.stored_setting(wall_key(conference.id))
        return read_wall(stored, names=not self._public)

    def show_on_wall(self, conference: Conference, wall: Wall) -> None:
        """Choose what the projector shows."""
        if wall.table not in {table.number for table in self.tables(conference.id)}:
            raise Problem("unknown_table")
        self._directory.store_setting(wall_key(conference.id), wall.stored())
        self._changed(conference.id)

    # --- starting ---

    def start(self, conference: Conference) -> None:
        """Open the briefing at every table where somebody sits; the machine holds empty seats."""
        if self.started(conference):
            raise Problem("already_started")
        seated = {p.table_id for p in self.people(conference.id) if p.table_id is not None}
        if not seated:
            raise Problem("nobody_seated")
        self.open_tables(conference, frozenset(seated))

    def open_tables(self, conference: Conference, table_ids: frozenset[int]) -> None:
        """Open the briefing at those tables."""
        for table in self.tables(conference.id):
            if table.id in table_ids:
                self._tables.submit(
                    table.id, INSTRUCTOR, StartTable(), command_id="start", sender=SERVER
                )
                self._set_bell(conference, table.id)
        self._fill_empty_seats(conference)
        self._changed(conference.id)

    def _set_bell(self, conference: Conference, table_id: int) -> None:
        """Have the table's clock stop at the bell of the class that begins now, if it has one."""
        moment = bell_after(conference.rules.bell, self._tables.clock())
        if moment is not None:
            self._tables.submit(
                table_id, INSTRUCTOR, SetBell(at=moment), command_id="bell", sender=SERVER
            )
