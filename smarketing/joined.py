"""How a list hangs together with the leads, in the words of the files' own headers: what intake measures and a
readout tells.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Joined:
    """`found` of a kind's `rows` name a lead by `column` = `leads_column`."""

    kind: str
    column: str
    leads_column: str
    found: int
    rows: int

    @property
    def orphans(self) -> int:
        """Rows that find no lead."""
        return self.rows - self.found

    def __str__(self) -> str:
        if not self.found:
            return f"None of {self.rows:,} {self.kind} names a lead of these files."
        by = f"“{self.column}” is the leads' “{self.leads_column}”"
        return f"{self.found:,} of {self.rows:,} {self.kind} find their lead: {by}."
