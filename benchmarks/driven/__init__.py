"""What drives the answer, tried on worlds of known truth: records added, sources left out."""
