"""Averaging over decomposable graphs of the lists: every way in which they may depend, weighed by the counts."""
