"""Invented worlds with a known truth, in the shape of a case.

A room of its own beside `reconstruct`, which it may not import: what draws a world shares no code with the model that
is tried on it. `grid`, `life`, `patterns`, `paths`, `habits`, `counts` and `office` import numpy and one another only.
"""
