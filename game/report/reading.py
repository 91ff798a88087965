"""A report with all that is needed to put it into words, as far as its reader may know it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from game.engine.choices import Chapter
from game.engine.state import TableState
from game.messages import words
from game.records.names import Names
from game.records.showing import Party, gain, points
from game.report.charts.table import charts_for
from game.report.disclosure import Reader, disclosed
from game.report.figures.crises import CrisisFigure
from game.report.figures.lineage import Motion
from game.report.figures.scores import Score
from game.report.figures.story import Happening, Moment
from game.report.figures.table import TableFigures
from game.report.figures.talks import Circle, Meeting
from game.report.figures.turns import Turn
from game.report.telling import Telling, clock
from game.report.work import ClassReport, TableReport
from game.scenario.model import DelegationId, IssueId, Structure
from game.scenario.texts import Scenario, Texts

CHAPTERS: tuple[Chapter, ...] = ("scores", "objectives", "moves", "accords", "cables", "talks")


@dataclass(frozen=True)
class Wording:
    """The scenario's names and the house's words, in one language."""

    structure: Structure
    texts: Texts
    language: str

    @cached_property
    def names(self) -> Names:
        """What people call the things that figures name by ids."""
        return Names(self.texts, self.language)

    def party(self, id_: DelegationId) -> Party:
        """A delegation as the pieces show it."""
        text = self.texts.delegations[id_]
        flag = self.structure.delegation(id_).flag
        return Party(id_, text.name, text.short, flag, text.formal)

    def word(self, group: str, id_: str) -> str:
        """The house's word for an id, or the id where it has none."""
        return words(group, self.language).get(id_, id_)

    def short(self, ids: Iterator[DelegationId] | tuple[DelegationId, ...]) -> str:
        """Short names in a row."""
        return ", ".join(self.texts.delegations[id_].short for id_ in ids)

    @staticmethod
    def points(hundredths: int | None) -> str:
        """Points as people read them."""
        return "–" if hundredths is None else points(hundredths)

    @staticmethod
    def gain(hundredths: int) -> str:
        """Points as a gain or a loss."""
        return gain(hundredths)

    @staticmethod
    def fine(hundredths: int) -> str:
        """Points as a gain or a loss, to the last hundredth: for small ones."""
        return f"{hundredths / 100:+.2f}".replace("-", "−") if hundredths else "0"

    @staticmethod
    def clock(seconds: int) -> str:
        """Time of play."""
        return clock(seconds)

    @staticmethod
    def whole(value: int | None) -> str:
        """A whole number with a real minus; a dash where there is none."""
        return "–" if value is None else str(value).replace("-", "−")

    @staticmethod
    def percent(share: float | None) -> str:
        """A share as per cent."""
        return "–" if share is None else f"{100 * share:.0f}".replace("-", "−")


@dataclass(frozen=True)
class Chapterful:
    """What happened in one phase."""

    phase: str
    round: int
    happenings: tuple[tuple[Happening, Telling], ...]


@dataclass(frozen=True)
class Debrief:
    """One table's report for one reader (None: the instructor).

    ``at`` is the moment looked at; one that is not ``fresh`` is behind the game.
    """

    figures: TableFigures
    charts: Mapping[str, str]
    told: Mapping[int, Telling]
    wording: Wording
    reader: Reader | None
    number: int
    at: int
    fresh: bool

    def open(self, *chapters: Chapter) -> bool:
        """Whether the reader may see all of these chapters."""
        return self.reader is None or self.reader.opened.issuperset(chapters)

    @property
    def parties(self) -> tuple[Party, ...]:
        """The delegations in seating order."""
        return tuple(self.wording.party(id_) for id_ in self.figures.facts.delegations)

    @property
    def moment(self) -> Moment:
        """The moment that is looked at."""
        return self.figures.moments[self.at]

    @property
    def before(self) -> Moment:
        """The moment before it; itself at the beginning."""
        return self.figures.moments[max(0, self.at - 1)]

    def chapters(self) -> tuple[Chapterful, ...]:
        """The story, phase by phase."""
        found: list[Chapterful] = []
        told: list[tuple[Happening, Telling]] = []
        place = ("", 0)
        for happening in self.figures.story:
            if happening.kind == "phase_opened":
                if told:
                    found.append(Chapterful(*place, tuple(told)))
                told, place = [], (happening.phase, happening.round)
            elif happening.seq in self.told:
                told.append((happening, self.told[happening.seq]))
        if told:
            found.append(Chapterful(*place, tuple(told)))
        return tuple(found)

    def tells(self, section: str) -> bool:
        """Whether there is anything in that section of the report for its reader."""
        figures = self.figures
        found: Mapping[str, object] = {
            "scores": figures.scores,
            "value": figures.value,
            "bargaining": figures.bargaining.bids,
            "talks": figures.talks.circles,
            "votes": figures.votes and figures.votes.roll_calls,
            "crises": self.public_crises(),
            "promises": figures.promises,
            "secrets": (
                *figures.moves,
                *figures.accords,
                *figures.cables,
                *self.private_crises(),
            ),
            "history": figures.precedents,
            "card": figures.cards,
        }
        return bool(found.get(section, True))

    def score(self, delegation: DelegationId) -> Score | None:
        """The delegation's score, if the reader may know it."""
        return next((s for s in self.figures.scores if s.delegation == delegation), None)

    def meetings(self) -> tuple[tuple[Circle, Meeting], ...]:
        """Every private talk that the reader may know of, in order of time."""
        held = [
            (circle, meeting) for circle in self.figures.talks.circles for meeting in circle.held
        ]
        return tuple(sorted(held, key=lambda pair: pair[1].seconds))

    def public_crises(self) -> tuple[CrisisFigure, ...]:
        """Those that everybody saw, in the order of their numbers on the chart."""
        return tuple(crisis for crisis in self.figures.crises if not crisis.known_to)

    def private_crises(self) -> tuple[CrisisFigure, ...]:
        """Messages from capitals that only some knew of."""
        return tuple(crisis for crisis in self.figures.crises if crisis.known_to)

    def turning_points(self, delegation: DelegationId, most: int = 4) -> tuple[Turn, ...]:
        """What made the text most better or worse for the delegation, in order of time."""
        own = [turn for turn in self.figures.turns if turn.delegation == delegation]
        greatest = sorted(own, key=lambda turn: -abs(turn.after - turn.before))[:most]
        return tuple(turn for turn in own if turn in greatest)

    def motions_of(self, proposal: str) -> tuple[tuple[IssueId, Motion], ...]:
        """The clauses of a proposal."""
        return tuple(
            (clause.issue, motion)
            for clause in self.figures.clauses
            for motion in clause.motions
            if motion.proposal == proposal
        )


@dataclass(frozen=True)
class ClassDebrief:
    """The report of a class."""

    report: ClassReport
    wording: Wording

    @property
    def parties(self) -> tuple[Party, ...]:
        """The delegations in seating order."""
        return tuple(self.wording.party(id_) for id_ in self.report.figures.delegations)


def reader_for(state: TableState, delegation: DelegationId | None) -> Reader:
    """A student's eyes: the scores are open at the end where the house rules say so."""
    opened = state.opened
    if state.over and state.setup.rules.scores == "at_end":
        opened = opened | {"scores"}
    return Reader(delegation, opened)


def debrief_of(
    report: TableReport,
    scenario: Scenario,
    language: str,
    reader: Reader | None,
    number: int,
    *,
    at: int | None = None,
    fresh: bool = True,
) -> Debrief:
    """The report as that reader may see it; ``at`` beyond the moments means the last."""
    figures = report.figures if reader is None else disclosed(report.figures, reader)
    last = len(figures.moments) - 1
    return Debrief(
        figures=figures,
        charts=charts_for(report.charts, report.figures, reader),
        told=report.told,
        wording=Wording(scenario.structure, scenario.text(language), language),
        reader=reader,
        number=number,
        at=last if at is None else max(0, min(at, last)),
        fresh=fresh,
    )
