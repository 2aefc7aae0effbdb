"""The agreement as a document: read, change, sign, print; every version and every change of it."""

from __future__ import annotations


def show() -> None:
    """The version on screen, what can be done with it, and its history."""
