"""Par: what skilled play by the machine gets in a seat, and when it is out of date."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from game.bots.par import depends_on, stale
from game.cli import main
from game.scenario.model import Par
from game.simulation import par as pars
from game.simulation.records import Record, Seat
from game.simulation.report import report_of
from game.simulation.table import Setting
from tests.builders import HARBOUR
from tests.machines import some, talks

PRESETS = ("demo", "class50", "class75", "two75", "homework")


def test_par_is_where_the_mean_score_is_fifty() -> None:
    attained_ = [0.1, 0.2, 0.5, 0.9, -0.3]
    par = pars.solve(attained_)
    assert sum(pars.score_at(x, par) for x in attained_) / 5 == pytest.approx(50, abs=0.01)
    assert pars.score_at(par, par) == 50
    assert pars.score_at(0, par) == 0
    assert pars.score_at(1, par) == 100
    assert pars.score_at(-0.2, par) == -10


def test_par_is_found_from_accords_alone_and_not_from_too_few() -> None:
    seat = Seat(points=6000, reservation=5000, attained=4000, attainment=40, par_score=None)
    lost = Seat(points=4900, reservation=5000, attained=-400, attainment=-4, par_score=None)
    agreed = [made("full_accord", seat) for _ in range(pars.FEWEST)]
    par = pars.par_of(talks().structure, "demo", [*agreed, made("no_agreement", lost)])
    assert par.seats["us"] == 4000
    assert (par.games, par.deals) == (pars.FEWEST + 1, pars.FEWEST)
    with pytest.raises(pars.TooFewAccords):
        pars.par_of(talks().structure, "demo", agreed[1:])


def made(ending: str, seat: Seat) -> Record:
    return Record(
        seed="x",
        ending=ending,  # type: ignore[arg-type]
        seats=dict.fromkeys(talks().structure.delegation_ids, seat),
        signed={},
        tabled=0,
        failed=0,
        settled_at=None,
        asked=0,
        granted=0,
        crossed=0,
        injects=(),
        moves=(),
        accords=0,
        breaches=0,
        indicators={},
        refused=(),
    )


def test_the_packs_par_is_fresh() -> None:
    structure = talks().structure
    assert {par.preset for par in structure.pars} == set(PRESETS)
    assert stale(structure) == (), "run `sixparty simulate --write-par`"
    for par in structure.pars:
        assert par.games >= 200


def test_par_goes_stale_when_numbers_change() -> None:
    structure = talks().structure
    old = Par(preset="demo", games=1, deals=1, depends="0", seats={})
    assert stale(structure.model_copy(update={"pars": (old,)})) == ("demo",)
    rules = structure.rules.model_copy(update={"essential": ()})
    assert depends_on(structure.model_copy(update={"rules": rules})) != depends_on(structure)
    assert depends_on(structure.model_copy(update={"pars": ()})) == depends_on(structure)


def test_pars_are_written_and_read_again(tmp_path: Path) -> None:
    written = pars.format_pars(talks().structure.pars)
    (tmp_path / "par.toml").write_text(written, encoding="utf-8")
    import tomllib

    read = tomllib.loads(written)["pars"]
    assert tuple(Par.model_validate(entry) for entry in read) == talks().structure.pars


def test_par_fits_games_that_it_was_not_found_from() -> None:
    report = report_of(talks().structure, Setting("demo"), some(40))
    for delegation, score in report.par_score.items():
        assert 30 < score.mean < 70, delegation  # 45-55 over hundreds: see docs/balance.md


def test_par_is_not_written_from_a_handful_of_games(tmp_path: Path) -> None:
    import shutil

    pack = shutil.copytree(HARBOUR, tmp_path / "harbour")
    result = CliRunner().invoke(
        main,
        ["simulate", "--games", "2", "--preset", "quick", "--write-par", "--pack", str(pack)],
    )
    assert result.exit_code == 2
    assert "accords" in result.output
    assert not (Path(pack) / "par.toml").exists()
