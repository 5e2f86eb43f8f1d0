"""Hidden registers: the reconstruction held against countries whose deaths are known."""
