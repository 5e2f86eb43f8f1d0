"""Those on no list: multiple systems estimation from several overlapping lists of the same dead."""
