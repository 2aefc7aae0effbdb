"""Frames of what files say → frames of table rows: ids in place of names, an id and the batch for each row."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection

from smarketing.intake.entries import with_ids
from smarketing.intake.settle import made_key
from smarketing.intake.together import Together
from smarketing.stages import Exit, Stage
from smarketing.store import facts
from smarketing.store.schema import DIMENSIONS, FACTS

_OF_LEADS = {
    "label": "name", "version": "version", "digest": "digest", **{d: f"own_{d}" for d in DIMENSIONS},
    "lost_reason_id": "lost_reason_id", Stage.OPPORTUNITY.raw: "opened_raw", Stage.CUSTOMER.raw: "won_raw",
    Exit.LOST.raw: "lost_raw", "amount_cents": "amount_cents", "currency": "currency",
}  # fmt: skip
"""Of a deal that a lead makes: {the lead's column: the deal's}."""

_TABLES = {"activities": "activity", "touches": "touch", "spend": "spend", "targets": "target"}


def table_rows(connection: Connection, told: Together, import_id: int) -> dict[str, pd.DataFrame]:
    """{table: rows} for every fact table, each row with its id and batch; settled columns are not there yet."""
    rows = with_ids(connection, {kind: frame for kind, frame in told.rows.items() if len(frame)})
    tables: dict[str, pd.DataFrame | None] = {table: rows[kind] for kind, table in _TABLES.items() if kind in rows}
    leads, deals, links = rows.get("leads"), rows.get("deals"), told.links
    found = [] if deals is None else [deals.rename(columns={d: f"own_{d}" for d in DIMENSIONS})]
    if leads is not None and told.leads_make_deals:
        made = _deals_of(leads)
        found.append(made.drop(columns="lead_key"))
        links = pd.concat(
            [links, made.rename(columns={"key": "deal_key"})[["deal_key", "lead_key"]]], ignore_index=True
        )
    every = tables | {"lead": leads, "deal": pd.concat(found, ignore_index=True) if found else None, "deal_lead": links}
    return {table: _numbered(connection, table, frame, import_id) for table, frame in every.items()}


def _deals_of(leads: pd.DataFrame) -> pd.DataFrame:
    """The deals that leads make which tell an opportunity or a sale themselves."""
    tells = leads[Stage.OPPORTUNITY.raw].notna() | leads[Stage.CUSTOMER.raw].notna()
    told = leads.loc[tells, ["key", "spell", *_OF_LEADS]]
    made = told.rename(columns=_OF_LEADS).assign(key=made_key(told["key"], told["spell"]), lead_key=told["key"])
    return made.drop(columns="spell")


def _numbered(connection: Connection, table: str, rows: pd.DataFrame | None, import_id: int) -> pd.DataFrame:
    """The rows with the columns that the table has, an id each and the batch's."""
    if rows is None:
        rows = pd.DataFrame(
            {c.name: pd.Series(dtype="str" if c.type.python_type is str else "Int64") for c in FACTS[table].c}
        )
    first = facts.next_id(connection, FACTS[table])
    columns = [c.name for c in FACTS[table].columns if c.name in rows.columns and c.name not in ("id", "import_id")]
    return rows[columns].reset_index(drop=True).assign(id=range(first, first + len(rows)), import_id=import_id)
