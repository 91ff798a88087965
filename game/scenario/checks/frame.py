"""Checks of ``scenario.toml``: who sits at the table, in which languages, by which rules."""

from collections.abc import Iterator
from pathlib import Path

from game.scenario.checks.check import Check, problem, repeated, unknown
from game.scenario.problems import Problem
from game.scenario.reading import FRAME_FILE, Pack


def _seating(pack: Pack) -> Iterator[Problem]:
    seating = pack.delegation_ids
    if len(seating) < 2:
        yield problem(FRAME_FILE, ("seating",), "Talks need at least two delegations.")
    yield from repeated(FRAME_FILE, ("seating",), seating)


def _seats_have_files(pack: Pack) -> Iterator[Problem]:
    found = {Path(file).stem for file in pack.delegations}
    for seat in pack.delegation_ids:
        if seat not in found:
            yield problem(f"delegations/{seat}.toml", (), "There is no such file.")
    for file in pack.delegations:
        if Path(file).stem not in pack.delegation_ids:
            yield problem(file, (), f"The seating in {FRAME_FILE} does not name this delegation.")


def _languages(pack: Pack) -> Iterator[Problem]:
    if pack.frame is None:
        return
    if not pack.frame.languages:
        yield problem(FRAME_FILE, ("languages",), "At least one language is needed.")
    yield from repeated(FRAME_FILE, ("languages",), pack.frame.languages)


def _rules(pack: Pack) -> Iterator[Problem]:
    if pack.frame is None:
        return
    rules, seating = pack.frame.rules, pack.delegation_ids
    for key, names in (("essential", rules.essential), ("opening_order", rules.opening_order)):
        base = ("rules", key)
        yield from unknown(FRAME_FILE, base, enumerate(names), seating, "a delegation")
        yield from repeated(FRAME_FILE, base, names)
    for seat in seating:
        if seat not in rules.opening_order:
            yield problem(FRAME_FILE, ("rules", "opening_order"), f"Leaves out '{seat}'.")


CHECKS = (
    Check(_seating, needs=("frame",)),
    Check(_seats_have_files, needs=("frame", "delegations")),
    Check(_languages),
    Check(_rules),
)
