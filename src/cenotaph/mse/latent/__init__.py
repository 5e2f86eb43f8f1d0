"""Latent classes: persons differ in how easily they get on a list; lists are independent given the class."""
