"""An alert: a fact of which both sides should know, told to each address once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Why something is an alert."""

    BREACH = "breach"
    COMPLIANCE = "compliance"
    PACE = "pace"
    ACCEPTANCE = "acceptance"


@dataclass(frozen=True)
class Alert:
    """One fact.

    about: what makes it this fact and no other (the rep and the day of the newest deadline; the goal and the month).
    title, text: one sentence, and one or two, in plain text: with the numbers, of how many, the days and as-of.
    """

    rule: Rule
    about: tuple[str, ...]
    title: str
    text: str

    @property
    def key(self) -> str:
        """The same for the same fact, whatever its numbers have become: 64 characters."""
        return hashlib.sha256(json.dumps([self.rule, *self.about]).encode()).hexdigest()
