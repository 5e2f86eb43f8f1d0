"""The Bayesian population: one model of registers and censuses of unequal honesty, sampled with JAX."""
