"""The form for a new conference: as it was typed, as a set-up, and what it proposes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from game.engine.house_rules import HouseRules
from game.messages.durations import read_duration, write_duration
from game.scenario.model import Preset, Structure, Timings
from game.service.problems import Problem
from game.service.setup import CLASS_LIMIT, SEAT_LIMIT, TABLE_LIMIT, Layout, Setup, layouts
from game.web.numbers import whole
from game.web.present.house_rules import CHOICES, SWITCHES, USUAL

TIMINGS = tuple(Timings.model_fields)
_TIMING = "timing."
#: A box that is ticked leaves that card out of the deck.
_LEFT_OUT = "left_out."


@dataclass(frozen=True)
class SetupForm:
    """The form as it stands: numbers as they were typed. An empty timing means the preset's.

    ``rules`` are the house rules but for what is typed: times, rounds and the bell.
    """

    title: str = ""
    preset: str = ""
    students: str = ""
    tables: str = "1"
    seats: str = "2"
    rules: HouseRules = USUAL
    timings: Mapping[str, str] = field(default_factory=dict)
    rounds: str = ""
    bell: str = ""
    setup_name: str = ""

    @property
    def bad_tables(self) -> bool:
        """Whether no conference can have that many tables."""
        return not 1 <= number(self.tables) <= TABLE_LIMIT

    @property
    def bad_seats(self) -> bool:
        """Whether no delegation can have that many seats."""
        return not 1 <= number(self.seats) <= SEAT_LIMIT

    @property
    def minutes_edited(self) -> bool:
        """Whether any step's time is not the preset's."""
        return any(self.timings.values())

    @property
    def length_edited(self) -> bool:
        """Whether any step's time or the number of rounds is not the preset's."""
        return self.minutes_edited or bool(self.rounds)

    @property
    def rules_changed(self) -> bool:
        """Whether any house rule is not the usual one."""
        return self.rules != USUAL

    def layouts(self, structure: Structure) -> tuple[Layout, ...]:
        """Ways to lay tables for the class, if its size has been typed."""
        students = number(self.students)
        known = 1 <= students <= CLASS_LIMIT
        return layouts(students, len(structure.delegations)) if known else ()

    def laid(self, layout: Layout) -> "SetupForm":
        """The form with that layout's numbers in it."""
        return replace(self, tables=str(layout.tables), seats=str(layout.seats))

    def chosen_preset(self, structure: Structure) -> Preset:
        """The preset that is chosen; the default if none is."""
        found = (preset for preset in structure.presets if preset.id == self.preset)
        return next(found, structure.default_preset)

    def played_preset(self, structure: Structure) -> Preset:
        """The chosen preset with the times and rounds that are typed, as far as they are any."""
        preset = self.chosen_preset(structure).lasting(number(self.rounds) or None)
        seconds: dict[str, int] = preset.timings.model_dump()
        for name, text in self.timings.items():
            seconds[name] = read_duration(text) or seconds[name]
        timings = Timings.model_validate(seconds)
        return preset.model_copy(update={"timings": timings})

    def setup(self, structure: Structure) -> Setup:
        """The set-up that was typed. ``Problem`` if a time was none."""
        preset = self.chosen_preset(structure)
        return Setup(
            preset=self.preset or preset.id,
            tables=number(self.tables),
            seats_per_delegation=number(self.seats),
            # What was typed is judged with the rest of the set-up, which tells what is wrong.
            rules=self.rules.model_copy(
                update={
                    "timings": self._timings(preset),
                    "rounds": self._rounds(preset),
                    "bell": self.bell,
                }
            ),
        )

    def _rounds(self, preset: Preset) -> int | None:
        """What was typed; 0, which no game can have, where it is no number."""
        typed = number(self.rounds)
        return None if not self.rounds or typed == preset.rounds else typed

    def _timings(self, preset: Preset) -> Timings | None:
        if not self.minutes_edited:
            return None
        seconds: dict[str, int] = preset.timings.model_dump()
        for name, text in self.timings.items():
            if text:
                seconds[name] = read_duration(text)
                if not seconds[name]:
                    raise Problem("bad_timing", step=name)
        return Timings.model_validate(seconds)


def number(text: str) -> int:
    """What was typed as a number; 0 where it is none, or beyond all reason."""
    return whole(text, digits=3)


def read_setup(form: Mapping[str, str]) -> SetupForm:
    """What was sent. A choice that is none of those offered is the usual one."""
    return SetupForm(
        title=form.get("title", ""),
        preset=form.get("preset", ""),
        students=form.get("students", "").strip(),
        tables=form.get("tables", "").strip(),
        seats=form.get("seats_per_delegation", "").strip(),
        rules=_read_rules(form),
        timings={name: form.get(_TIMING + name, "").strip() for name in TIMINGS},
        rounds=form.get("rounds", "").strip(),
        bell=form.get("bell", "").strip(),
        setup_name=form.get("setup_name", ""),
    )


def _read_rules(form: Mapping[str, str]) -> HouseRules:
    sent = ((name, form.get(name)) for name in CHOICES)
    chosen = {name: value for name, value in sent if value in CHOICES[name]}
    switched = {name: form.get(name) == "true" for name in SWITCHES}
    left_out = sorted(
        name.removeprefix(_LEFT_OUT)
        for name, value in form.items()
        if name.startswith(_LEFT_OUT) and value == "true"
    )
    return HouseRules.model_validate({**chosen, **switched, "left_out": tuple(left_out)})


def form_of(setup: Setup) -> SetupForm:
    """The form with a saved set-up in it."""
    rules = setup.rules
    seconds: dict[str, int] = rules.timings.model_dump() if rules.timings else {}
    return SetupForm(
        preset=setup.preset,
        tables=str(setup.tables),
        seats=str(setup.seats_per_delegation),
        rules=rules.model_copy(update={"timings": None, "rounds": None, "bell": ""}),
        timings={name: write_duration(value) for name, value in seconds.items()},
        rounds=str(rules.rounds or ""),
        bell=rules.bell,
    )
