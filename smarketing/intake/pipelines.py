"""Several pipelines in one list of deals, told apart: how many deals each has, what it won, and whether its name says
that these are deals with customers that are there already. All stand in the numbers until a person leaves one out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from smarketing.filters import NONE
from smarketing.intake.stage_names import called

MOST = 30
"""A column with more names than that holds no pipelines."""
_EXISTING = re.compile(
    r"\brenewals?\b|\brenew\b|\bupgrade|\bup-?sell|\bcross-?sell|\bexpansion|\bexisting|\bretention|\badd-?ons?\b"
    r"|bestandskund|bestandsgesch|verlängerung|renouvellement|client[se]* existant|renovación|renovacion|ampliación"
    r"|clientes? existente|renovação|renovacao|expansão",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Pipeline:
    """One pipeline of a list. won: {currency: amount}. is_existing: its name says renewal, upsell or the like."""

    name: str
    deals: int
    won_deals: int
    won: Mapping[str, float]
    is_existing: bool
    is_left_out: bool = False

    def __str__(self) -> str:
        won = f"{self.won_deals:,} won" + "".join(f", {amount:,.2f} {code}" for code, amount in self.won.items())
        left = ", left out" if self.is_left_out else ""
        return f"“{self.name}” {self.deals:,} deal{'s' if self.deals != 1 else ''} ({won.rstrip()}){left}"


def told_apart(deals: pd.DataFrame, *, are_left_out: bool = False) -> tuple[Pipeline, ...]:
    """The pipelines of a frame of deals (`rows.py`), the one with most deals first."""
    names = deals["pipeline"].fillna(NONE)
    if (names == NONE).all() or names.nunique() > MOST:
        return ()
    is_won = deals["won_raw"].notna()
    paid = deals[is_won & deals["amount_cents"].notna()]
    won = paid["amount_cents"].groupby([names[paid.index], paid["currency"]]).sum() / 100
    wins = names[is_won].value_counts()
    return tuple(
        Pipeline(
            str(name), int(n), int(wins.get(name, 0)),
            {str(code): float(won[name, code]) for code in won.get(name, pd.Series(dtype=float)).index},
            bool(_EXISTING.search(str(name))), are_left_out,
        )
        for name, n in names.value_counts().items()
    )  # fmt: skip


def are_of(pipelines: pd.Series, left_out: Collection[str]) -> pd.Series:
    """For each deal: is it of one of these pipelines?"""
    wanted = {called(name) for name in left_out}
    return pipelines.isin([n for n in pipelines.dropna().unique() if called(n) in wanted])


def sentences(header: str, pipelines: Sequence[Pipeline]) -> Iterator[str]:
    """Each pipeline with its deals and what it won; and those whose name says that it is no new business."""
    if pipelines:
        yield f"“{header}”: {'; '.join(map(str, pipelines))}."
    existing = [f"“{p.name}”" for p in pipelines if p.is_existing and not p.is_left_out]
    if existing:
        yield f"Business with existing customers by its name, and in the numbers: {', '.join(existing)}."
