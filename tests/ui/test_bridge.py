"""The bridge on the page Acceptance and the faults of the data: each number's button opens exactly so many leads."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

from smarketing.groups import FAULTY, Group
from smarketing.intake.load import load_files
from smarketing.metrics.quality import FAULTS
from smarketing.sample import prepare
from smarketing.store import records
from smarketing.store.engine import open_store
from smarketing.ui.places import PAGES
from smarketing.workspace import Workspace

FRAME = Path(__file__).resolve().parents[2] / "smarketing" / "ui" / "frame.py"
AT = 1_781_000_000


def opened(page: str, **link: str) -> AppTest:
    shown = AppTest.from_file(str(FRAME), default_timeout=120)
    for name, value in link.items():
        shown.query_params[name] = value
    shown.run()
    shown.switch_page(str(PAGES / page)).run()
    assert not shown.exception
    assert not shown.error
    return shown


def said(texts: object) -> list[str]:
    return [str(t.value).replace("\\", "").replace("\u202f", " ") for t in texts]


def headline(page: AppTest) -> str:
    return next(text for text in said(page.markdown) if text.startswith("## "))


def stored(folder: Path, **columns: list) -> None:
    store = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(store, Workspace(as_of=date(2026, 6, 20)))
    days = [f"2026-06-{day:02d}" for day in range(1, 13)]
    leads = {
        "key": [f"K{n}" for n in range(12)],
        "mql": days,
        "sal": [*days[:4], *[""] * 8],
        "rejected": [*[""] * 4, *days[4:6], *[""] * 6],
        "rejected_reason": [*[""] * 4, "Student", "<b>", *[""] * 6],
    }
    pd.DataFrame({**leads, **columns}).to_csv(folder / "leads.csv", index=False)
    load_files(store, [folder / "leads.csv"], actor="test", at=AT)
    store.dispose()


def test_each_bar_of_the_sample_has_as_many_leads_as_the_page_leads_shows_of_its_group(folder):
    prepare(folder)
    page = opened("funnel/acceptance.py")
    title = next(text for text in said(page.markdown) if text.startswith("#### Marketing counts"))
    bars = [(b.help.replace("\\", ""), b.label) for b in page.button if b.key.startswith("bridge-")]
    groups = {name: label.split()[0] for name, label in bars}
    assert title.startswith(
        f"#### Marketing counts {groups['Marketing’s MQLs']} MQLs, sales worked {groups['Worked by sales']}"
    )
    for name, count in groups.items():
        link = {"Marketing’s MQLs": {"show": "MQLs"}, "Unable to reach, returned untouched": {
            "show": "Returned untouched", "because": "Unable to reach"}}  # fmt: skip
        shown = opened("data/leads.py", **link.get(name, {"show": name}))
        assert headline(shown).startswith(f"## {count} leads: "), name


def test_without_touches_and_reps_it_is_said_what_to_export(folder):
    stored(folder)
    page = opened("funnel/acceptance.py")
    told = " ".join(said(page.caption))
    for column in ("First touch", "Owner", "Owner assigned date"):
        assert f"export “{column}”" in told
    assert any("Marketing counts 12 MQLs, sales worked 6: 6 untouched though due" in t for t in said(page.markdown))


def test_each_fault_has_as_many_leads_as_the_page_leads_shows_of_its_group(folder):
    prepare(folder)
    told = {
        m.label.replace("\\", ""): m.proto.delta_description
        for m in opened("data/leads.py", list="Data quality").metric
    }
    assert len(told) == len(FAULTY)
    for group in (Group.UNQUALIFIED, Group.WITHOUT_SOURCE, Group.SKIPPED, Group.OUT_OF_ORDER):
        count = re.match(r"([\d,]+) of", told[FAULTS[group].name])[1]
        assert headline(opened("data/leads.py", show=group.value)).startswith(f"## {count} leads: {group.value}")


def test_data_that_knows_no_mql_is_checked_for_what_it_can_have(folder):
    store = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    pd.DataFrame({"key": ["a", "b"], "customer": ["2026-06-01", "2026-06-03"]}).to_csv(folder / "c.csv", index=False)
    load_files(store, [folder / "c.csv"], actor="test", at=AT)
    store.dispose()
    page = opened("data/leads.py", list="Data quality", as_of="2026-06-20")
    assert {m.label for m in page.metric} == {"No source", "No owner", "A stage skipped", "Dates out of order",
                                              "Entered late"}  # fmt: skip


def short_version() -> None:
    from datetime import date

    from smarketing.filters import Filters
    from smarketing.periods import Period
    from smarketing.ui import quality, view

    view.keep(Filters(Period(date(2026, 6, 1), date(2026, 6, 20)), date(2026, 6, 20)))
    quality.panel()


def test_the_short_version_tells_the_worst_three_or_that_all_is_well(folder):
    stored(folder, sal=[""] * 12)
    page = AppTest.from_function(short_version, default_timeout=60).run()
    assert not page.exception
    lines = said(page.markdown)
    assert lines[0] == "#### The data’s weakest point: no source (100 %)"
    assert [line.split(":")[0] for line in lines[1:]] == ["No source", "No owner", "No moment of assignment"]
    assert lines[1] == "No source: 100 %, 12 of 12"
    assert [b.key for b in page.button] == [f"quality-without_{what}" for what in ("source", "owner", "assignment")]


def test_of_data_without_a_fault_it_is_said_that_it_is_in_order(folder):
    moments = [f"2026-06-{day:02d}T09:00:00Z" for day in range(1, 13)]
    stored(folder, mql=moments, assigned=moments, sal=[""] * 12, source=["Fairs"] * 12, owner=["Ada"] * 12,
           rejected=[""] * 12)  # fmt: skip
    page = AppTest.from_function(short_version, default_timeout=60).run()
    assert not page.exception
    assert said(page.markdown) == ["#### The data is in order"]
    assert page.success[0].value.startswith("None of the faults")


def test_too_few_months_are_no_trend(folder):
    stored(folder)
    page = opened("funnel/volume.py")
    charts = [c.proto.spec for c in page.get("plotly_chart")]
    assert sum("Not enough history: 1 of 3 months" in spec for spec in charts) == 2
