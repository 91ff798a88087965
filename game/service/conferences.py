"""Conferences: whose they are, how they are laid, when they start."""

import hashlib
import secrets

from game.characters import visible_line
from game.engine.actors import INSTRUCTOR
from game.engine.acts.clock import SetBell
from game.engine.acts.table import OpenTable, StartTable
from game.engine.choices import Capitals
from game.engine.house_rules import HouseRules
from game.scenario.model import ConsensusRule
from game.service import scenarios
from game.service.accounts import new_login_key
from game.service.arrivals import Arrivals
from game.service.lesson import bell_after
from game.service.login import LINK_SECONDS, REPEAT_SECONDS
from game.service.names import NAME_LIMIT, clean_name
from game.service.problems import Problem
from game.service.seats import Granted
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
    Instructor,
    LinkTimes,
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
    "Instructor",
    "Participant",
    "Problem",
    "SentForm",
    "TableRecord",
    "name_key",
]

TITLE_LIMIT = 120
#: Digits of a join code: short where it is typed from a board in one room; too many to be found by
#: trying where anybody can try.
CODE_DIGITS, PUBLIC_CODE_DIGITS = 6, 10


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _browser(secret: str) -> str | None:
    """By what a browser is known in the store."""
    return _hash(secret) if secret else None


class Conferences(Arrivals):
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
        laid = OpenTable(preset=setup.preset, **rules.of_the_table())
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
