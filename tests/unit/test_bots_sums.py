"""Sums of small tables say of one package, of many and of neighbours what adding up says."""

from itertools import product

import numpy as np
import pytest

from game.analysis.ledger import Factor
from game.bots import sums
from game.bots.sums import TableSum

SHAPE = (3, 2, 4, 3)
AXES = {
    "none": (),
    "one": ((0,),),
    "nested": ((0, 2), (2,), (0,), (0, 2)),
    "apart": ((0, 1), (2, 3)),
    "crossing": ((0, 2, 3), (1, 2), (3,), (0, 3)),
}


def factors(case: str) -> list[Factor]:
    numbers = np.random.default_rng(1)
    return [
        Factor(axes, numbers.integers(-50, 50, [SHAPE[axis] for axis in axes]))
        for axes in AXES[case]
    ]


def added_up(case: str, choice: tuple[int, ...]) -> int:
    return 7 + sum(int(f.table[tuple(choice[a] for a in f.axes)]) for f in factors(case))


@pytest.mark.parametrize("most", [1, 12, 1_024])
@pytest.mark.parametrize("case", AXES)
def test_a_sum_is_that_of_its_tables_however_they_are_merged(
    case: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "MOST_ENTRIES", most)
    found = TableSum.of(7, factors(case), SHAPE)
    choices = list(product(*map(range, SHAPE)))
    expected = [added_up(case, choice) for choice in choices]
    assert [found.at(choice) for choice in choices] == expected
    assert found.over(np.array(choices)).tolist() == expected
    axes = np.repeat(np.arange(len(SHAPE)), SHAPE)
    places = np.concatenate([np.arange(length) for length in SHAPE])
    for choice in choices[::7]:
        beside = [
            added_up(case, (*choice[:axis], place, *choice[axis + 1 :]))
            for axis, place in zip(axes.tolist(), places.tolist(), strict=True)
        ]
        assert found.beside(np.array(choice), axes, places).tolist() == beside
