"""Invented worlds with a known truth: a simulator that shares no code with the model, and its harness."""
