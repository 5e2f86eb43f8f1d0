"""Simulation-based calibration of the sampled population."""
