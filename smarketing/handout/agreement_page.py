"""A version of the agreement as one page to print and sign: HTML that holds everything it needs, and a PDF.

    Paper ── view ──▶ plain texts ── agreement.html.j2 ──▶ HTML
                                 └── agreement.typ     ──▶ PDF

The sentences are those of the screen (`agreement.sentences`); marketing's figures stand in a table. The templates
only place what `view` has written out. Names and texts that people typed are text in both: Jinja escapes them, and
Typst gets them as data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smarketing.agreement import Agreement, Goal, Side, differences, sentences, when
from smarketing.handout.made import compiled, rendered
from smarketing.periods import Grain
from smarketing.workspace import Workspace


@dataclass(frozen=True)
class Paper:
    """A version, and what the page has to know besides. before: the signed version before it, if there is one.

    currency: what money is shown in. time_zone: whose clock tells when somebody signed.
    """

    agreement: Agreement
    before: Agreement | None
    company: str
    currency: str
    time_zone: str

    @property
    def title(self) -> str:
        """What this is, and for whom."""
        return f"What marketing and sales of {self.company} promise each other"

    @property
    def state(self) -> str:
        """Which version, and whether it judges."""
        number, day = self.agreement.number, Grain.DAY.label(self.agreement.effective_from)
        if self.agreement.is_signed:
            return f"Version {number}, in force from {day}. Every MQL of that day and later is judged by it."
        return f"Draft of version {number}, for MQLs from {day} on, once both sides have signed it."

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """What is different from the version before: (term, before, now), written out."""
        return differences(self.before.terms, self.agreement.terms) if self.before else []

    def told(self, side: Side) -> list[str]:
        """What a side promises, a sentence each."""
        return sentences(self.agreement.terms, side, currency=self.currency)

    def signature(self, side: Side) -> str:
        """Who signed for a side and when; empty: nobody yet."""
        signed = self.agreement.signature(side)
        return f"{signed.name}, {when(signed.at, self.time_zone)}" if signed else ""

    def as_json(self) -> dict[str, object]:
        """Plain values: what `agreement --json` prints, beside the terms."""
        return {
            "version": self.agreement.number,
            "in_force_from": self.agreement.effective_from.isoformat(),
            "promises": {side.value: self.told(side) for side in Side},
            "signed": {s.side.value: {"by": s.name, "at": s.at} for s in self.agreement.signatures},
            "changes": [{"term": term, "before": before, "now": now} for term, before, now in self.changes],
        }

    def lines(self) -> list[str]:
        """The agreement as text, for a terminal."""
        told = [self.title, self.state]
        for side in Side:
            told += ["", f"{side.capitalize()} promises", *(f"- {sentence}" for sentence in self.told(side))]
            told.append(f"  Signed by {self.signature(side)}" if self.signature(side) else "  Not signed yet")
        told += ["", self.agreement.terms.text] if self.agreement.terms.text else []
        if self.before and self.changes:
            told += ["", f"Changed since version {self.before.number}"]
            told += [f"- {label}: {before} → {now}" for label, before, now in self.changes]
        return told


def paper_of(agreement: Agreement, there: Sequence[Agreement], workspace: Workspace) -> Paper:
    """A version's paper. there: all versions, of which the signed one before it is looked up."""
    earlier = {a.number: a for a in there if a.is_signed and a.number < agreement.number}
    before = earlier.get(max(earlier, default=0))
    return Paper(agreement, before, workspace.name, workspace.currency, workspace.time_zone)


def html(paper: Paper) -> bytes:
    """One page in UTF-8, light or dark as its reader has it, printed on one A4; it asks nothing of any host."""
    return rendered("agreement.html.j2", view(paper))


def pdf(paper: Paper) -> bytes:
    """One A4 page, tagged for readers who listen; the more is agreed, the smaller its letters."""
    return compiled("agreement.typ", view(paper))


def view(paper: Paper) -> dict[str, object]:
    """Everything on the page, as texts."""
    terms = paper.agreement.terms
    return {
        "title": paper.title,
        "state": paper.state,
        "goals": [_goal(goal) for goal in terms.goals],
        "currency": paper.currency,
        "has_worth": any(goal.value for goal in terms.goals),
        "marketing": paper.told(Side.MARKETING)[len(terms.goals) :],
        "sales": paper.told(Side.SALES),
        "text": terms.text.splitlines(),
        "before": paper.before.number if paper.before else 0,
        "changes": [{"term": term, "before": before, "now": now} for term, before, now in paper.changes],
        "signatures": [{"side": side.capitalize(), "by": paper.signature(side)} for side in Side],
        "dense": len(terms.goals) + len(paper.changes) > ROOMY,
    }


ROOMY = 8
"""So many rows of goals and changes leave the HTML page room for its usual letters."""


def _goal(goal: Goal) -> dict[str, str]:
    return {
        "name": goal.name,
        "of": ", ".join(goal.sources) or "all sources",
        "segments": ", ".join(goal.segments) or "all",
        "mqls": f"{goal.mqls:,}",
        "worth": f"{goal.value:,.0f}" if goal.value else "–",
    }
