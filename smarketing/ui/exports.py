"""What leaves the screen as a file: always with its title, its filter sentence and its definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from smarketing.handout import tables
from smarketing.ui import data, view

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(
    key: str,
    table: pd.DataFrame | Callable[[], pd.DataFrame],
    *,
    title: str,
    sentence: str,
    definitions: Mapping[str, str],
) -> None:
    """Two buttons, CSV and Excel; the file is made when one is pressed.

    table: the frame, or what makes it (it must not touch the screen: it runs beside the script).
    """
    currency = data.workspace().currency
    said = {"title": title, "sentence": sentence, "definitions": dict(definitions), "currency": currency}
    rows = table if callable(table) else lambda: table
    name = f"{key}-{view.current().as_of}"
    st.download_button(
        "CSV", lambda: tables.csv(rows(), **said), f"{name}.csv", "text/csv", key=f"csv-{key}",
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    st.download_button(
        "Excel", lambda: tables.excel(rows(), **said), f"{name}.xlsx", EXCEL, key=f"xlsx-{key}",
        on_click="ignore", icon=":material/table:",
    )  # fmt: skip
