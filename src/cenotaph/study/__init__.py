"""A case as a whole: run it, explain it, verify it, compare two runs of it."""
