"""Planted truth for the Bayesian population."""
