"""How many threads numpy's linear algebra uses: one.

The game's matrices are a few dozen rows. More threads gain nothing on them, spin while they wait,
and take the processor from the other processes of a simulation and from the server.
"""

import os

#: What the usual builds of BLAS read when they are loaded.
VARIABLES = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def one_thread_for_matrices() -> None:
    """Limit it to one thread, here and in child processes, unless the environment says otherwise.

    It has no effect on a numpy that has been imported already.
    """
    for variable in VARIABLES:
        os.environ.setdefault(variable, "1")
