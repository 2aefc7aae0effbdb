"""Data that knows little: each scene says what it can and what it can't, and comes back from minutes as it was."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from pydantic import TypeAdapter
from sqlalchemy import Engine

from smarketing.intake.load import load_files
from smarketing.meeting import Item, Meeting, Minutes, Series, Told
from smarketing.scene import Form, Scene
from smarketing.scenes import SCENES, scene
from smarketing.scenes.measure import MEASURABLE, measure
from smarketing.store import records
from smarketing.store.engine import open_store
from smarketing.workspace import Workspace

DAY = date(2026, 11, 18)
AT = int(datetime(2026, 11, 18, 12, tzinfo=UTC).timestamp())
MINUTES = TypeAdapter(Minutes)
NEEDS_MQLS = {"hand_off", "voice_of_sales", "marketings_promise", "sales_promise", "board"}

WORLDS: dict[str, dict[str, dict[str, list]]] = {
    "nothing": {},
    "one lead": {"leads": {"key": ["a"], "mql": ["2026-11-02"], "sal": ["2026-11-03"]}},
    "one that came back": {"leads": {"key": ["a"], "source": ["<b>Fairs</b>"], "mql": ["2026-11-02"],
                                     "rejected": ["2026-11-03"], "rejected_reason": ["No budget"]}},
    "only MQLs": {"leads": {"key": ["a", "b"], "source": ["X", "Y"], "mql": ["2026-09-01", "2026-10-03"]}},
    "no MQL": {"leads": {"key": ["a", "b", "c"], "source": ["X", "X", "Y"], "lead": ["2026-09-01"] * 3,
                         "customer": ["2026-10-01", "", ""]}},
    "only customers": {"leads": {"key": ["a", "b"], "customer": ["2026-09-01", "2026-10-03"]}},
    "only deals": {"deals": {"key": ["d", "e"], "opened": ["2026-08-01"] * 2, "won": ["2026-09-01", ""],
                             "amount": [1000, 500]}},
    "long ago": {"leads": {"key": ["a"], "mql": ["2019-01-02"], "sal": ["2019-01-03"]}},
}  # fmt: skip


@pytest.fixture(scope="module")
def opened(migrated_sqlite, tmp_path_factory):
    """A small workspace by its name, made once."""
    made: dict[str, Engine] = {}

    def get(name: str) -> Engine:
        if name not in made:
            made[name] = _filled(name, migrated_sqlite, tmp_path_factory.mktemp("small"))
        return made[name]

    yield get
    for engine in made.values():
        engine.dispose()


@pytest.fixture(scope="module")
def told_of(opened):
    """All scenes of a small workspace, by key."""
    return cache(lambda name: {key: scene(opened(name), key, "", at=AT, as_of=DAY) for key in SCENES})


def _filled(name: str, migrated: Path, folder: Path) -> Engine:
    (folder / "workspace.db").write_bytes(migrated.read_bytes())
    engine = open_store(f"sqlite:///{folder / 'workspace.db'}")
    records.write_workspace(engine, Workspace(time_zone="Europe/Berlin", country="DE"))
    files = []
    for kind, columns in WORLDS[name].items():
        files.append(folder / f"{kind}.csv")
        pd.DataFrame(columns).to_csv(files[-1], index=False)
    if files:
        load_files(engine, files, actor="test", at=AT)
    return engine


@pytest.mark.parametrize("name", WORLDS)
def test_every_scene_says_something_and_comes_back_from_json_as_it_was(told_of, name):
    scenes = told_of(name)
    for key, shown in scenes.items():
        assert shown.key == key, name
        assert shown.title, key
        assert shown.foot, key
        assert "nan" not in repr(shown).lower(), key
        cells = [cell for row in shown.grid.rows for cell in row] if shown.grid else []
        assert "None" not in " ".join([shown.title, *shown.sentences, *cells]), key
        _whole(shown)
    kept = minutes(scenes)
    assert MINUTES.validate_json(MINUTES.dump_json(kept)) == kept
    as_the_store_keeps_it = json.loads(json.dumps(MINUTES.dump_python(kept, mode="json"), allow_nan=False))
    assert MINUTES.validate_python(as_the_store_keeps_it) == kept


def _whole(shown: Scene) -> None:
    """Each row is as long as the head, each series as long as the categories."""
    if shown.grid:
        assert {len(row) for row in shown.grid.rows} <= {len(shown.grid.columns)}
    if shown.picture is None:
        return
    many, picture = len(shown.picture.categories), shown.picture
    assert many
    assert {len(line.values) for line in picture.series} == {many}
    for optional in (picture.slots, picture.targets, *(e for line in picture.series for e in (line.low, line.high))):
        assert len(optional) in (0, many)


def minutes(scenes: dict[str, Scene]) -> Minutes:
    """Minutes with an item a scene."""
    meeting = Meeting(1, Series.WEEKLY, "Weekly", AT, AT, AT + 60, 1, "Anna", AT, 3)
    items = tuple(
        Told(Item(n, 1, n, shown.title, 5, key, "", 0, "Anna", AT, 1), shown, "", (), ())
        for n, (key, shown) in enumerate(scenes.items(), start=1)
    )
    return Minutes(meeting, "Halden", "EUR", "Europe/Berlin", DAY, "Anna", items)


def test_an_empty_workspace_is_told_where_leads_come_from(told_of):
    scenes = told_of("nothing")
    definitions = scenes["definitions"]
    assert definitions.title == "Nothing is agreed yet"
    assert "Sign an agreement on the page Promises." in definitions.sentences
    for key in set(SCENES) - {"definitions"}:
        shown = scenes[key]
        assert shown.title == "No lead is stored yet", key
        assert shown.sentences == ("Import leads on the page Upload.",)
        assert (shown.figures, shown.picture, shown.grid) == ((), None, None)
        assert shown.foot == "As of 18 Nov 2026."


@pytest.mark.parametrize("name", ["no MQL", "only customers", "only deals"])
def test_what_is_about_mqls_says_that_the_data_knows_none_and_the_rest_goes_on(told_of, name):
    for key, shown in told_of(name).items():
        assert (shown.title == "The data knows no MQL") == (key in NEEDS_MQLS), key
        if key in NEEDS_MQLS:
            assert shown.sentences == ("Export the day on which a lead became an MQL.",)


def test_a_funnel_without_mqls_begins_at_its_first_stage(told_of):
    scenes = told_of("no MQL")
    funnel, volume = scenes["funnel"], scenes["volume"]
    assert funnel.picture.form is Form.FUNNEL
    assert funnel.picture.categories == ("Lead", "Customer")
    assert funnel.picture.series[0].values == (3, 1)  # three leads in September, one of them a customer
    assert dict(zip(volume.picture.categories, volume.picture.series[0].values, strict=True)) == {"X": 2, "Y": 1}
    assert "by the day a lead became Lead" in volume.foot


def test_one_lead_is_told_as_one(told_of):
    scenes = told_of("one lead")
    assert {f.name: f.value for f in scenes["hand_off"].figures}["Accepted"] == "1"
    assert scenes["hand_off"].picture.categories == ("(none)",)
    assert scenes["funnel"].picture.series[0].values[:2] == (1, 1)
    assert scenes["voice_of_sales"].title == "Sales sent nothing back"
    assert scenes["voice_of_sales"].picture is None
    assert scenes["marketings_promise"].title == "Marketing has promised no figure for Nov 2026"


def test_one_rejection_is_all_that_sales_sent_back(told_of):
    voice = told_of("one that came back")["voice_of_sales"]
    assert voice.title == "Sales sent 1 MQLs back; most often: No budget (100\u202f%)"
    assert voice.grid.rows == (("No budget", "<b>Fairs</b> (1)", "1", "100\u202f%"),)


def test_deals_alone_make_a_pipeline(told_of):
    pipeline = told_of("only deals")["pipeline"]
    assert dict(zip(pipeline.picture.categories, pipeline.picture.series[0].values, strict=True))["Sep 2026"] == 1000
    assert pipeline.title.startswith("€1,000 won in ")


@pytest.mark.parametrize("name", WORLDS)
def test_every_number_that_an_action_can_aim_at_is_told_or_is_none(opened, name):
    engine = opened(name)
    for key in MEASURABLE:
        value = measure(engine, key, "", at=AT, as_of=DAY)
        assert value is None or value >= 0, (name, key)
    assert measure(engine, "no such number", "", at=AT) is None


@pytest.mark.parametrize("name", ["one lead", "no MQL"])
@pytest.mark.parametrize("query", ["source=nobody", "as_of=2018-01-01", "window=x&grain=%%"])
def test_filters_that_leave_nothing_leave_no_scene_broken(opened, name, query):
    for key in SCENES:
        shown = scene(opened(name), key, query, at=AT, as_of=DAY)
        assert shown.title, key
        assert "nan" not in repr(shown).lower(), key
        _whole(shown)


def test_a_scene_that_there_is_not_is_an_error_of_the_caller(opened):
    with pytest.raises(KeyError):
        scene(opened("nothing"), "weather", "", at=AT)
