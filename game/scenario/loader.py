"""Loads scenario packs from their folders.

A pack is checked before it is used: a scenario that has been loaded refers to nothing that it
lacks, so that the rules need no guard against it.
"""

from functools import cache
from pathlib import Path

from game.scenario.checks import check_game, problems_in
from game.scenario.hashes import hashes_of
from game.scenario.model import Structure
from game.scenario.problems import PackError, Problem
from game.scenario.reading import nothing_at, read_pack
from game.scenario.scorable import ScorableGame, scorable_file
from game.scenario.texts import Scenario


def packs_folder() -> Path:
    """The folder of the packs that come with the program."""
    return Path(__file__).parent / "packs"


@cache
def load_packaged(name: str) -> Scenario:
    """The scenario of that name that comes with the program.

    Raises PackError if there is none or something is wrong with it.
    """
    available = {folder.name for folder in packs_folder().iterdir() if folder.is_dir()}
    if name not in available:
        problem = Problem(name, "", "No scenario of that name comes with the program.")
        raise PackError(packs_folder() / name, (problem,))
    return load_pack(packs_folder() / name)


def load_pack(path: Path, *, with_benchmarks: bool = True) -> Scenario:
    """The scenario in that folder. Raises PackError with all that is wrong with it.

    ``with_benchmarks=False`` leaves ``benchmarks.toml`` unread and out of the hashes: the analysis
    that writes the file needs the scenario before there is one.
    """
    if missing := nothing_at(path):
        raise PackError(path, missing)
    if file := scorable_file(path):
        reason = "Holds a scorable game, which can be analysed but not played."
        raise PackError(path, (Problem(file.name, "", reason),))
    pack = read_pack(path, with_benchmarks=with_benchmarks)
    problems = problems_in(pack)
    if problems or pack.frame is None:
        raise PackError(path, problems)
    frame = pack.frame
    delegations = {delegation.id: delegation for delegation in pack.delegations.values()}
    structure = Structure(
        id=frame.id,
        version=frame.version,
        languages=frame.languages,
        rules=frame.rules,
        delegations=tuple(delegations[id_] for id_ in frame.seating),
        issues=pack.issues,
        indicators=pack.indicators,
        injects=tuple(sorted(pack.injects.values(), key=lambda inject: inject.id)),
        moves=tuple(sorted(pack.moves.values(), key=lambda move: move.id)),
        access=pack.access,
        accords=pack.accords,
        obligations=pack.obligations,
        presets=pack.presets,
        history=pack.history,
        sources=pack.sources,
        conflicts=pack.conflicts,
        benchmarks=pack.benchmarks,
        personalities=pack.personalities,
        pars=pack.pars,
    )
    hashes = hashes_of(structure, pack.texts)
    return Scenario(structure=structure, texts=pack.texts, hashes=hashes)


def load_game(path: Path) -> ScorableGame | None:
    """The scorable game at that path; None if there is a full pack, or nothing.

    Raises PackError with all that is wrong with it.
    """
    file = scorable_file(path)
    if file is None:
        return None
    game, problems = check_game(file)
    if problems or game is None:
        raise PackError(path, problems)
    return game
