"""Pure demography on arrays: no files, no priors."""
