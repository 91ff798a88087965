"""The balance report for people, in Markdown that is as easy to read in a terminal."""

from collections.abc import Iterator, Mapping, Sequence

from game.analysis.gate import Verdict
from game.simulation.gates import Balance, Gate
from game.simulation.report import Influence, Report
from game.simulation.statistics import Mean


def lines(balance: Balance) -> Iterator[str]:
    """The report of one preset, line by line."""
    report = balance.report
    setting = report.setting
    yield f"## {setting.preset}: {report.games} games, {setting.level}, {setting.consensus}"
    yield ""
    yield from _list(
        {
            "endings": ", ".join(f"{name} {count}" for name, count in report.endings.items()),
            "accords": f"{_interval(report.accord)} %",
            "agreement": f"{report.acceptable} of {report.packages} packages suit all six",
            "roll-calls": f"{report.tabled} a game, {report.failed} of them failed",
            "mandates": f"asked {report.asked}, granted {report.granted}; "
            f"lines crossed without {report.crossed} a game",
            "also": f"{report.side_accords} side accords, {report.breaches} breaches a game",
            "text settled": f"after {_interval(report.settled_at, 2)} of all drafting",
        }
    )
    yield from _gates(balance.gates)
    yield from _table(
        ("delegation", "attainment, all games", "in accords", "par score in accords"),
        [
            (
                delegation,
                _interval(mean),
                _interval(report.attainment_in_accords.get(delegation)),
                _interval(report.par_score.get(delegation)),
            )
            for delegation, mean in report.attainment.items()
        ],
    )
    yield from _table(("issue", "signed in accords (per cent)"), list(_signed(report)))
    yield f"Never signed: {', '.join(f'{i}.{o}' for i, o in report.dead) or 'none'}."
    yield ""
    if balance.elsewhere:
        yield from _table(
            ("also played", "games", "accords (per cent)", "signed here though never above"),
            [_house(house, report) for house in balance.elsewhere],
        )
    for kind, influences in (("card", report.injects), ("move", report.moves)):
        yield from _influences(kind, influences)
    if balance.effects:
        yield from _table(
            ("played again without", "games", "accords with it, less without"),
            [(one.subject, str(one.games), _interval(one.accord)) for one in balance.effects],
        )
    if balance.trials:
        yield from _table(
            ("one seat plays otherwise", "delegation", "attains", "instead of", "gain"),
            [
                (
                    trial.deviation,
                    trial.delegation,
                    _interval(trial.attained),
                    _interval(trial.control),
                    _interval(trial.gain),
                )
                for trial in balance.trials
            ],
        )
    if balance.skills:
        yield from _table(
            ("seats that listen", "accords (per cent)", "mean attainment of all seats"),
            [(str(s.attentive), _interval(s.accord), _interval(s.value)) for s in balance.skills],
        )


#: How the report calls a gate that was not passed.
CALLED: Mapping[Verdict, str] = {"failed": "failed", "open": "more games would tell"}


def _gates(held: Sequence[Gate]) -> Iterator[str]:
    others = [gate for gate in held if not gate.passed]
    if not others:
        yield f"All of {len(held)} gates passed."
        yield ""
        return
    yield f"{len(held) - len(others)} of {len(held)} gates passed. Not passed:"
    yield ""
    yield from _table(
        ("gate", "about", "value", "bounds", "verdict"),
        [
            (gate.id, gate.subject, f"{gate.value:.1f}", _bounds(gate), CALLED[gate.verdict])
            for gate in others
        ],
    )


def _bounds(gate: Gate) -> str:
    low = "" if gate.low is None else f"{gate.low:g}"
    high = "" if gate.high is None else f"{gate.high:g}"
    return f"{low} to {high}".strip()


def _signed(report: Report) -> Iterator[tuple[str, str]]:
    for issue, options in report.signed.items():
        accords = max(1, sum(options.values()))
        shares = (f"{option} {100 * count / accords:.1f}" for option, count in options.items())
        yield issue, ", ".join(shares)


def _house(house: Report, usual: Report) -> tuple[str, str, str, str]:
    new = [f"{issue}.{option}" for issue, option in usual.dead if house.signed[issue][option]]
    name = f"{house.setting.consensus}, {house.setting.level}"
    return name, str(house.games), _interval(house.accord), ", ".join(new) or "-"


def _influences(kind: str, influences: Mapping[str, Influence]) -> Iterator[str]:
    yield from _table(
        (kind, "games", "accords with it, less without", "attainment with it, less without"),
        [
            (id_, str(one.games), _interval(one.accord), _interval(one.value))
            for id_, one in influences.items()
        ],
    )


def _list(entries: Mapping[str, str]) -> Iterator[str]:
    for name, text in entries.items():
        yield f"- {name}: {text}"
    yield ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table with columns of even width."""
    every = [head, *rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(head))]
    yield _row(head, widths)
    yield "| " + " | ".join("-" * width for width in widths) + " |"
    for row in rows:
        yield _row(row, widths)
    yield ""


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "| " + " | ".join(padded) + " |"


def _interval(mean: Mean | None, digits: int = 1) -> str:
    if mean is None:
        return "-"
    return f"{mean.mean:.{digits}f} ({mean.low:.{digits}f} to {mean.high:.{digits}f})"
