"""How often a lead is tried before it is answered or given up, against the number of attempts promised."""

from __future__ import annotations

import pandas as pd

from smarketing.charts import what_became_of
from smarketing.charts.theme import Look
from smarketing.charts.what_became_of import Part
from smarketing.groups import Group
from smarketing.metrics.returned import by_attempts, ends_by_tried, given_up_early_rate
from smarketing.ui import data, view
from smarketing.ui.panel import panel
from smarketing.ui.promises import missing
from smarketing.ui.promises.follow_up import promised


def show() -> None:
    """Fewer, as many, more: in parts by what became of the leads."""
    made, terms = promised.attempts(view.current()), data.terms(view.current().as_of)
    title = "Attempts per MQL against the number promised"
    if not promised.is_told(made):
        missing.instead("often", title, [missing.ATTEMPTS])
        return
    table = by_attempts(made, promised=int(made["promised"].max()) + 1, by=["answer"])
    panel(
        "promise-attempts",
        what_became_of.draw(ends_by_tried(made), _parts(view.plain_look(), terms.unable), look=view.plain_look(),
                            by="tried", title="Attempts and what became of", ranked=False),
        title=_said(made, terms.unable) or title,
        shows=missing.shown(
            f"{promised.numbers(made)} attempts are promised before “{terms.unable}”; calls and mails until the answer, "
            "or so far", promised.stands_in(made),
        ),
        table=table[table["n"] > 0],
        metrics=[given_up_early_rate],
        leads=Group.MQLS,
    )  # fmt: skip


def _parts(look: Look, unable: str) -> list[Part]:
    return [
        Part("accepted", look.sales),
        Part("rejected", look.neutral, "rejected, another reason"),
        Part("unable", look.broken, f"“{unable}”"),
        Part("pending", look.young, is_open=True),
    ]


def _said(made: pd.DataFrame, unable: str) -> str:
    early, known = int(made["unable_early"].sum()), int((made["unable"] - made["unable_unknown"]).sum())
    return f"{early:,} of {known:,} MQLs given up as “{unable}” had fewer attempts than promised" if known else ""
