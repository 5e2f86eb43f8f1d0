"""All decomposable (chordal) graphs of a few lists, each as a sum of terms of sets of lists.

A graph is decomposable where its nodes can be taken away one by one, each with all its neighbours joined to one another
(a perfect elimination; Dirac 1961). The likelihood of such a graph is the product over the nodes, in that order, of the
term of a node with its neighbours over that of the neighbours alone (Dawid and Lauritzen 1993, Ann. Statist. 21).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.sparse import csr_array

from cenotaph.arrays import Array
from cenotaph.errors import BadInput
from cenotaph.mse.overlap import pairs

MOST = 7  # lists; of eight there are 30,888,596 such graphs
COUNTS = {2: 2, 3: 8, 4: 61, 5: 822, 6: 18_154, 7: 617_675}  # labelled chordal graphs (OEIS A058862)


@cache
def decomposable_graphs(k: int) -> tuple[Array, csr_array]:
    """All decomposable graphs of k lists.

    Returns
    -------
    (graph,), the joined pairs as bits in the order of `pairs`; (graph, 2 ** k), how often the term of each set of lists
    is taken in the logarithm of a graph's likelihood, less than nought where it is divided by.

    Raises
    ------
    BadInput for fewer than 2 or more than 7 lists.
    """
    if not 2 <= k <= MOST:
        raise BadInput(f"{k} lists; decomposable graphs are averaged over for 2 to {MOST}.",
                       remedy="Merge lists of one origin, or leave lists out.")  # fmt: skip
    joined = pairs(k)
    codes = np.arange(2 ** len(joined), dtype=np.int64)
    near = np.zeros((k, codes.size), dtype=np.uint8)
    for b, (i, j) in enumerate(joined):
        there = (codes >> b & 1).astype(np.uint8)
        near[i] |= there << j
        near[j] |= there << i
    found, taken = _eliminated(near, k)
    graphs = np.flatnonzero(found)
    rows = np.tile(np.arange(graphs.size), k)
    cliques, rest = taken[:, 0, graphs].reshape(-1), taken[:, 1, graphs].reshape(-1)
    shape = (graphs.size, 2**k)
    terms = csr_array((np.ones(rows.size), (rows, cliques)), shape) - csr_array(
        (np.ones(rows.size), (rows, rest)), shape
    )
    terms.eliminate_zeros()
    return codes[graphs], terms


def _eliminated(near: Array, k: int) -> tuple[Array, Array]:
    """(graph,) of bool, whether all nodes could be taken away; (node in order, 2, graph), each node with its neighbours
    and the neighbours alone, as bits."""
    number = near.shape[1]
    alive = np.full(number, 2**k - 1, dtype=np.uint8)
    taken = np.zeros((k, 2, number), dtype=np.uint8)
    for turn in range(k):
        chosen = np.full(number, -1, dtype=np.int8)
        for v in range(k):
            free = (chosen < 0) & (alive >> v & 1 == 1)
            simplicial = free.copy()
            around = near[v] & alive
            for u in range(k):
                beside = around >> u & 1 == 1
                simplicial &= ~beside | ((around & ~(near[u] | np.uint8(1 << u))) == 0)
            chosen[simplicial] = v
            taken[turn, 0, simplicial] = around[simplicial] | np.uint8(1 << v)
            taken[turn, 1, simplicial] = around[simplicial]
        gone = chosen >= 0
        alive[gone] &= ~(np.uint8(1) << chosen[gone].astype(np.uint8))
    return alive == 0, taken


def cliques_of(code: int, k: int) -> tuple[int, ...]:
    """The largest sets of lists that are all joined, as bits, of a graph given by its joined pairs."""
    near = [0] * k
    for b, (i, j) in enumerate(pairs(k)):
        if code >> b & 1:
            near[i] |= 1 << j
            near[j] |= 1 << i
    full = [s for s in range(1, 2**k) if all(s & ~(near[v] | 1 << v) == 0 for v in range(k) if s >> v & 1)]
    return tuple(s for s in full if not any(s != o and s & o == s for o in full))
