"""Sparse log-linear models of lists: which lists go together, and from that how many stand on none."""
