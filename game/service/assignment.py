"""The assignment problem: everybody gets one place, at the least total cost.

This is the Hungarian method (H. W. Kuhn, "The Hungarian method for the assignment problem", Naval
Research Logistics Quarterly 2, 1955) in its form with shortest augmenting paths and potentials
(R. Jonker and A. Volgenant, Computing 38, 1987): row after row, in O(rows² × columns).
"""

import numpy as np
from numpy.typing import NDArray


def least_cost(cost: NDArray[np.int64]) -> list[int]:
    """The column of each row such that no column is taken twice and the total cost is least.

    There must be at least as many columns as rows.
    """
    rows, columns = cost.shape
    if rows > columns:
        raise ValueError("more rows than columns")
    # Row and column 0 stand for nothing: a path begins there.
    row_potential = np.zeros(rows + 1, dtype=np.int64)
    column_potential = np.zeros(columns + 1, dtype=np.int64)
    row_of = np.zeros(columns + 1, dtype=np.int64)
    for row in range(1, rows + 1):
        row_of[0] = row
        _augment(cost, row_potential, column_potential, row_of)
    chosen = [0] * rows
    for column in range(1, columns + 1):
        if row_of[column]:
            chosen[row_of[column] - 1] = column - 1
    return chosen


def _augment(
    cost: NDArray[np.int64],
    row_potential: NDArray[np.int64],
    column_potential: NDArray[np.int64],
    row_of: NDArray[np.int64],
) -> None:
    """Find the cheapest path from the new row to a free column, and shift the others along it."""
    columns = cost.shape[1]
    far = np.iinfo(np.int64).max // 4
    distance = np.full(columns + 1, far, dtype=np.int64)
    came_from = np.zeros(columns + 1, dtype=np.int64)
    seen = np.zeros(columns + 1, dtype=bool)
    here = 0
    while row_of[here]:
        seen[here] = True
        row = row_of[here]
        reduced = cost[row - 1] - row_potential[row] - column_potential[1:]
        nearer = ~seen[1:] & (reduced < distance[1:])
        distance[1:][nearer] = reduced[nearer]
        came_from[1:][nearer] = here
        # Columns that the path has passed are out of the question.
        there = int(np.argmin(np.where(seen[1:], far, distance[1:]))) + 1
        step = distance[there]
        row_potential[row_of[seen]] += step
        column_potential[seen] -= step
        distance[1:][~seen[1:]] -= step
        here = there
    while here:
        before = int(came_from[here])
        row_of[here] = row_of[before]
        here = before
