"""A class list as teachers have it: whom each of its lines means, and what of it is left out."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from game.characters import has_letters
from game.scenario.model import DelegationId
from game.service.names import NAME_LIMIT
from game.service.roster.columns import Choices, Layout, Question, Room, layout
from game.service.roster.headings import Role, is_japanese, is_staff, is_tools_own, key_of, role_of
from game.service.roster.names import joined, told_apart
from game.service.roster.rows import Row, rows_of
from game.store.directory import Expected

ID_LIMIT = 80
ROSTER_LIMIT = 600
#: How many lines are read at all: what a longer list says of the rest is of no use.
_LINES = 2_000
#: How much of what stood in a line is shown with what is wrong there.
_SHOWN, _LINE_SHOWN = 40, 120
#: The columns of which one gives the ids: the first that most lines fill.
_IDS: tuple[Role, ...] = ("id", "login", "plain_id", "email")
_NAME_PARTS: tuple[Role, ...] = ("name", "first", "middle", "particle", "last", "last_2")
_POINT_ZERO = re.compile(r"^(\d+)[.,]0+$")
#: A long number as a spreadsheet program shows it: its last digits are lost.
_ROUNDED = re.compile(r"^\d([.,]\d+)?E\+\d+$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
#: "Test Student" has an id in Canvas; other lines of a tool's own have none.
_TEST_STUDENTS = frozenset({"teststudent", "studenttest", "demostudent", "previewuser"})


@dataclass(frozen=True)
class LineProblem:
    """What is to be said of a line; the sentence for ``code`` is in the message catalogue."""

    line: int
    code: str
    said: str = ""
    limit: int = 0


class BadRoster(Exception):
    """Nothing of the roster was taken."""

    def __init__(self, problems: Sequence[LineProblem]) -> None:
        super().__init__(f"{len(problems)} lines")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Column:
    """A column of the list: its heading, what it is taken for, and a few cells to know it by."""

    place: int
    heading: str
    role: Role | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ListReading:
    """What a list says. ``people`` stand with their line; ``left_out`` are lines that are nobody.

    ``problems`` keep their lines from being taken, ``notices`` are only told. ``questions`` have to
    be answered before anybody is taken. ``said`` is what stood in each line.
    """

    people: tuple[tuple[int, Expected], ...] = ()
    left_out: tuple[LineProblem, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    notices: tuple[LineProblem, ...] = ()
    columns: tuple[Column, ...] = ()
    questions: tuple[Question, ...] = ()
    headed: bool = False
    said: Mapping[int, str] = field(default_factory=dict)

    @property
    def expected(self) -> tuple[Expected, ...]:
        """Everybody who would be taken."""
        return tuple(person for _, person in self.people)

    @property
    def unused(self) -> tuple[Column, ...]:
        """The columns that are left out."""
        return tuple(column for column in self.columns if column.role is None)

    @property
    def digest(self) -> str:
        """What would be taken, shortened: the same list read otherwise has another."""
        return hashlib.sha256(repr((self.people, self.problems)).encode()).hexdigest()[:32]


def read(text: str, room: Room, choices: Choices | None = None) -> ListReading:
    """Whom the list means, line by line. Nothing is refused: what cannot be taken is told."""
    choices = choices or Choices()
    found = layout(rows_of(text)[:_LINES], room, choices)
    return _Reader(found, room).read()


def parse(text: str, room: Room, choices: Choices | None = None) -> tuple[Expected, ...]:
    """Everybody on the roster, in order. ``BadRoster`` names every line that cannot be taken."""
    found = read(text, room, choices)
    open_ = tuple(LineProblem(1, f"list_question_{question}") for question in found.questions)
    if open_ or (found.problems and not (choices and choices.leave_out)):
        raise BadRoster((*open_, *found.problems))
    return found.expected


class _Reader:
    """Takes lines one after the other and remembers what they say together."""

    def __init__(self, layout: Layout, room: Room) -> None:
        self._layout = layout
        self._room = room
        self._japanese = is_japanese(layout.head.cells) if layout.head else False
        self._rows = [row for row in layout.rows if not any(map(is_tools_own, row.cells[:2]))]
        self._ids = self._id_column()
        self._tables = self._table_column()
        self._planned: Counter[tuple[int, DelegationId]] = Counter()
        #: The line of each name with its id, and under an empty name of each id.
        self._lines: dict[tuple[str, str], int] = {}
        self._people: list[tuple[int, Expected]] = []
        self._left_out: list[LineProblem] = []
        self._problems: list[LineProblem] = []
        self._notices: list[LineProblem] = []

    def read(self) -> ListReading:
        """Everything that the list says."""
        head = self._layout.head
        for row in self._layout.above:
            if row is not head:
                self._leave_out(row, "list_above")
        strip = self._id_noise()
        for row in self._layout.rows:
            self._line(row, strip)
        self._tell_apart()
        if len(self._people) > ROSTER_LIMIT:
            self._wrong(self._people[ROSTER_LIMIT][0], "roster_long", limit=ROSTER_LIMIT)
        bad = {problem.line for problem in self._problems}
        return ListReading(
            people=tuple(one for one in self._people if one[0] not in bad),
            left_out=tuple(sorted(self._left_out, key=lambda told: told.line)),
            problems=tuple(sorted(self._problems, key=lambda told: told.line)),
            notices=tuple(self._notices),
            columns=self._columns(),
            questions=self._layout.questions,
            headed=head is not None,
            said={row.line: _whole(row) for row in (*self._layout.above, *self._layout.rows)},
        )

    def _columns(self) -> tuple[Column, ...]:
        head, rows = self._layout.head, self._layout.rows
        used = {self._ids, self._tables, self._layout.place("delegation")}
        used |= {p for p, role in enumerate(self._layout.roles) if role in _NAME_PARTS}
        every = (*rows, *((head,) if head else ()))
        width = max((len(row.cells) for row in every), default=0)
        roles = [*self._layout.roles, *[None] * width]
        shown: dict[Role, Role] = {"group": "table", **dict.fromkeys(_IDS, "id")}
        found = []
        for place in range(width):
            role = roles[place] if place in used else None
            cells = [cell for row in rows if (cell := row.cell(place))][:3]
            heading = head.cell(place) if head else ""
            if cells or heading:
                told = shown.get(role, role) if role else None
                found.append(Column(place, heading, told, tuple(cells)))
        return tuple(found)

    # --- which columns ---

    def _filled(self, place: int) -> list[str]:
        return [cell for row in self._rows if (cell := row.cell(place))]

    def _id_column(self) -> int | None:
        """Where the ids are: in the first such column that most lines fill, and that does not only
        count them."""
        for role in _IDS:
            place = self._layout.place(role)
            if place is None:
                continue
            cells = self._filled(place)
            counted = [str(n) for n in range(1, len(cells) + 1)]
            head = self._layout.head
            numbers = role == "plain_id" and head is not None and key_of(head.cell(place)) != "id"
            counts = numbers and len(cells) > 2 and cells == counted
            if cells and len(cells) * 2 >= len(self._rows) and not counts:
                return place
        return self._layout.place("id")

    def _table_column(self) -> int | None:
        """Where the tables are. Groups are tables only where each has a table's number."""
        if (place := self._layout.place("table")) is not None:
            return place
        place = self._layout.place("group")
        if place is None:
            return None
        cells = self._filled(place)
        return place if cells and all(map(self._number, cells)) else None

    def _number(self, said: str) -> int:
        """The table's number, 0 if there is no such table."""
        digits = _DIGITS.findall(said)
        number = int(digits[0]) if len(digits) == 1 and len(digits[0]) < 5 else 0
        word = _DIGITS.sub(" ", said).replace("第", "").strip()
        known = not word or role_of(word) in ("table", "group")
        return number if known and 1 <= number <= self._room.tables else 0

    def _id_noise(self) -> bool:
        """Whether every id begins with "#", as Brightspace writes them."""
        ids = self._filled(self._ids) if self._ids is not None else []
        return bool(ids) and all(one.startswith("#") for one in ids)

    # --- one line ---

    def _line(self, row: Row, strip: bool) -> None:
        parts = {
            role: row.cell(place)
            for place, role in enumerate(self._layout.roles)
            if role in _NAME_PARTS and role is not None
        }
        name = joined(parts, self._japanese)
        student_id = row.cell(self._ids)
        student_id = student_id.removeprefix("#") if strip else student_id
        if whole := _POINT_ZERO.match(student_id):
            student_id = whole[1]
        if code := self._nobody(row, name, student_id):
            self._leave_out(row, code, name)
            return
        self._check(row.line, name, student_id)
        table, delegation = self._planned_seat(row)
        person = Expected(name, student_id, table, delegation)
        if student_id:
            same = self._lines.setdefault((person.key, student_id), row.line)
            if same != row.line:
                told = LineProblem(row.line, "list_same_again", _short(name), same)
                self._left_out.append(told)
                return
            other = self._lines.setdefault(("", student_id), row.line)
            if other != row.line:
                self._notices.append(LineProblem(row.line, "list_shared_id", student_id, other))
        self._people.append((row.line, person))

    def _check(self, line: int, name: str, student_id: str) -> None:
        """Say what keeps the name or the id from being taken."""
        if not has_letters(name):
            self._wrong(line, "roster_no_name")
        elif "\ufffd" in name:
            self._wrong(line, "roster_unreadable", name)
        elif len(name) > NAME_LIMIT:
            self._wrong(line, "roster_long_name", name, NAME_LIMIT)
        if len(student_id) > ID_LIMIT:
            self._wrong(line, "roster_long_id", student_id, ID_LIMIT)
        elif _ROUNDED.match(student_id):
            self._wrong(line, "roster_rounded_id", student_id)

    def _nobody(self, row: Row, name: str, student_id: str) -> str:
        """Why the line means nobody; empty where it means somebody."""
        head, role = self._layout.head, self._layout.place("role")
        plans = (self._layout.place(role) for role in ("email", "table", "delegation"))
        said = [name, student_id, *(row.cell(place) for place in plans)]
        if head and [key_of(c) for c in row.cells if c] == [key_of(c) for c in head.cells if c]:
            return "list_headings_again"
        if not any(said) and head:
            return "list_no_person"
        key = key_of(name)
        tools = is_tools_own(name) and (not student_id or key in _TEST_STUDENTS)
        if tools and (head or len(key) > 9):
            return "list_tools_own"
        if any(cell.casefold().endswith("_previewuser") for cell in row.cells):
            return "list_tools_own"
        return "list_staff" if role is not None and is_staff(row.cell(role)) else ""

    def _planned_seat(self, row: Row) -> tuple[int | None, DelegationId | None]:
        """The table and the delegation; None where none is named or the one that is cannot be."""
        said_table = row.cell(self._tables)
        said = row.cell(self._layout.place("delegation"))
        table = self._number(said_table) if said_table else None
        if table == 0:
            self._wrong(row.line, "roster_table", said_table, self._room.tables)
            table = None
        delegation = self._room.delegation(said) if said else None
        if said and delegation is None:
            self._wrong(row.line, "roster_delegation", said)
        if table and delegation:
            self._planned[table, delegation] += 1
            if self._planned[table, delegation] > self._room.seats:
                self._wrong(row.line, "roster_full", said, self._room.seats)
        return table, delegation

    def _tell_apart(self) -> None:
        """Give namesakes a part of their id; say of those whom nothing tells apart."""
        apart = told_apart([person for _, person in self._people])
        first: dict[str, int] = {}
        lines = [line for line, _ in self._people]
        self._people = list(zip(lines, apart, strict=True))
        for line, person in self._people:
            before = first.setdefault(person.key, line)
            if before != line and has_letters(person.name):
                self._wrong(line, "roster_repeated", person.name, before)

    def _leave_out(self, row: Row, code: str, said: str = "") -> None:
        shown = said or next((cell for cell in row.cells if cell), "")
        self._left_out.append(LineProblem(row.line, code, _short(shown)))

    def _wrong(self, line: int, code: str, said: str = "", limit: int = 0) -> None:
        self._problems.append(LineProblem(line, code, _short(said), limit))


def _whole(row: Row) -> str:
    """What stood in the line, as much of it as is worth showing."""
    whole = " · ".join(cell for cell in row.cells if cell)
    return whole if len(whole) <= _LINE_SHOWN else whole[:_LINE_SHOWN] + "…"


def _short(said: str) -> str:
    return said if len(said) <= _SHOWN else said[:_SHOWN] + "…"
