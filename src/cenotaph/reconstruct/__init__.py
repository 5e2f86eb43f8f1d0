"""The population between its censuses: the classical account."""
