"""Frames → numbers. Pure functions of pandas and numpy; a metric's docstring is what the user reads."""
