"""The balance report: what many games of the machine say about a preset."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from game.scenario.model import (
    DelegationId,
    Ending,
    InjectId,
    IssueId,
    MoveId,
    OptionId,
    Structure,
)
from game.simulation.records import Record, Seat, value_of
from game.simulation.statistics import Mean, difference, difference_of_shares, mean_of, share
from game.simulation.table import Setting

#: Nothing that happened in fewer games than this is compared with the games without it.
ENOUGH = 8


@dataclass(frozen=True)
class Influence:
    """What goes with a card or a move: in how many games it was, and how those differ from others.

    ``accord`` is the difference of the share of accords (per cent), ``value`` that of the mean
    attainment of all seats. A difference is not a cause: provocations come when talks go badly.
    """

    games: int
    accord: Mean | None
    value: Mean | None


@dataclass(frozen=True)
class Report:
    """The figures. Shares are per cent; attainment and par score as the game shows them.

    ``common`` says of every move of the scenario in how many games it was made, ``secret`` which of
    them others do not see, ``walks`` by which one leaves the room.
    """

    setting: Setting
    games: int
    endings: Mapping[Ending, int]
    accord: Mean
    attainment: Mapping[DelegationId, Mean]
    attainment_in_accords: Mapping[DelegationId, Mean]
    par_score: Mapping[DelegationId, Mean]
    signed: Mapping[IssueId, Mapping[OptionId, int]]
    injects: Mapping[InjectId, Influence]
    moves: Mapping[MoveId, Influence]
    common: Mapping[MoveId, int]
    secret: frozenset[MoveId]
    walks: frozenset[MoveId]
    tabled: float
    failed: float
    settled_at: Mean | None
    asked: float
    granted: float
    crossed: float
    side_accords: float
    breaches: float
    packages: int | None
    acceptable: int | None
    refused: int

    @property
    def dead(self) -> tuple[tuple[IssueId, OptionId], ...]:
        """Options that stood in no signed text."""
        return tuple(
            (issue, option)
            for issue, options in self.signed.items()
            for option, count in options.items()
            if count == 0
        )

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "preset": self.setting.preset,
            "consensus": self.setting.consensus,
            "level": self.setting.level,
            "games": self.games,
            "endings": dict(self.endings),
            "accord": self.accord.as_json(),
            "attainment": _json(self.attainment),
            "attainment_in_accords": _json(self.attainment_in_accords),
            "par_score": _json(self.par_score),
            "signed": {issue: dict(options) for issue, options in self.signed.items()},
            "dead": [f"{issue}.{option}" for issue, option in self.dead],
            "injects": {id_: _influence(one) for id_, one in self.injects.items()},
            "moves": {id_: _influence(one) for id_, one in self.moves.items()},
            "common": dict(self.common),
            "proposals": {"tabled": self.tabled, "failed": self.failed},
            "settled_at": self.settled_at and self.settled_at.as_json(),
            "mandates": {"asked": self.asked, "granted": self.granted, "crossed": self.crossed},
            "side_accords": self.side_accords,
            "breaches": self.breaches,
            "agreement": {"packages": self.packages, "acceptable": self.acceptable},
            "refused": self.refused,
        }


def _json(means: Mapping[DelegationId, Mean]) -> dict[str, object]:
    return {delegation: mean.as_json() for delegation, mean in means.items()}


def _influence(one: Influence) -> dict[str, object]:
    return {
        "games": one.games,
        "accord": one.accord and one.accord.as_json(),
        "value": one.value and one.value.as_json(),
    }


def report_of(structure: Structure, setting: Setting, records: Sequence[Record]) -> Report:
    """Sum the records up. All must be of that setting."""
    agenda = structure.preset(setting.preset).agenda
    benchmark = structure.benchmark(agenda)
    accords = [record for record in records if record.accord]
    games = len(records)
    return Report(
        setting=setting,
        games=games,
        endings=dict(Counter(record.ending for record in records).most_common()),
        accord=share(len(accords), games),
        attainment=_seats(structure, records, lambda seat: seat.attainment),
        attainment_in_accords=_seats(structure, accords, lambda seat: seat.attainment),
        par_score=_seats(structure, accords, lambda seat: seat.par_score),
        signed={
            issue: {
                option: sum(record.signed[issue] == option for record in accords)
                for option in structure.issue(issue).option_ids
            }
            for issue in agenda
        },
        injects=dict(_influences(records, lambda record: record.injects)),
        moves=dict(_influences(records, lambda record: record.moves)),
        common={m.id: sum(m.id in r.moves for r in records) for m in structure.moves},
        secret=frozenset(move.id for move in structure.moves if move.secret),
        walks=frozenset(
            move.id
            for move in structure.moves
            # Where there is one round, whoever leaves it leaves the talks: nobody does.
            if move.walks == "out" and structure.preset(setting.preset).rounds > 1
        ),
        tabled=_average(record.tabled for record in records),
        failed=_average(record.failed for record in records),
        settled_at=mean_of([r.settled_at for r in accords if r.settled_at is not None]),
        asked=_average(record.asked for record in records),
        granted=_average(record.granted for record in records),
        crossed=_average(record.crossed for record in records),
        side_accords=_average(record.accords for record in records),
        breaches=_average(record.breaches for record in records),
        packages=benchmark.packages if benchmark else None,
        acceptable=benchmark.acceptable if benchmark else None,
        refused=sum(len(record.refused) for record in records),
    )


def _average(values: Iterable[int]) -> float:
    found = mean_of(list(values))
    return round(found.mean, 2) if found else 0.0


def _seats(
    structure: Structure, records: Sequence[Record], measure: Callable[[Seat], int | None]
) -> dict[DelegationId, Mean]:
    means: dict[DelegationId, Mean] = {}
    for delegation in structure.delegation_ids:
        values = (measure(record.seats[delegation]) for record in records)
        found = mean_of([value for value in values if value is not None])
        if found is not None:
            means[delegation] = found
    return means


def _influences(
    records: Sequence[Record], happened: Callable[[Record], tuple[str, ...]]
) -> Iterator[tuple[str, Influence]]:
    for id_ in sorted({id_ for record in records for id_ in happened(record)}):
        those = [record for record in records if id_ in happened(record)]
        others = [record for record in records if id_ not in happened(record)]
        if min(len(those), len(others)) < ENOUGH:
            yield id_, Influence(len(those), None, None)
            continue
        yield (
            id_,
            Influence(
                games=len(those),
                accord=difference_of_shares(
                    sum(r.accord for r in those),
                    len(those),
                    sum(r.accord for r in others),
                    len(others),
                ),
                value=difference([value_of(r) for r in those], [value_of(r) for r in others]),
            ),
        )
