"""How often the intervals of those on no list hold, over designs with known truth."""
