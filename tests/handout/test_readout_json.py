"""What `readout --json` promises to programs: every key, and the type of its value."""

import json
import subprocess
import sys
from pathlib import Path
from types import NoneType

import pytest

from tests.handout.test_readout import leads

ROOT = Path(__file__).parents[2]
SPEND = "Day,Campaign,Source,Cost\n2026-01-05,Brand,Webinars,10.50\n2026-01-06,Brand,Webinars,12\n"
DEALS = (
    "Deal Name,Deal Stage,Pipeline,Amount,Create Date,Close Date,Lead ID\n"
    "A,Closed Won,Sales,100,2026-01-05,2026-02-05,2\nB,Discovery,Renewals,50,2026-01-06,2026-03-06,\n"
)


def of(*types, also_null=False):
    """A plain value of one of these types."""
    return (*types, NoneType) if also_null else types


RATE = {"n": of(int), "of": of(int), "rate": of(float), "low": of(float), "high": of(float)}
STAGE = {"Lead", "MQL", "SAL", "SQL", "Opportunity", "Customer"}
FILE = {
    "name": of(str), "encoding": of(str), "delimiter": of(str), "header_line": of(int), "vendor": of(str),
    "kind": of(str), "rows_read": of(int), "rows_used": of(int), "rows_dropped": of(dict), "mapping": of(dict),
    "unused": of(list), "dates": of(dict), "notes": of(list),
}  # fmt: skip
DATES = {"format": of(str), "day_first": of(bool, also_null=True), "unreadable": of(int)}
TOLD = {
    "files": [FILE], "joined_on": of(list), "leads": of(int), "as_of": of(str), "period": of(list, also_null=True),
    "stages": [{"stage": of(str), "reached": of(int), "skipped": of(int), "from_previous": of(dict, also_null=True)}],
    "exits": {"Rejected": of(int), "Lost": of(int)},
    "by_source": [{"source": of(str), "reached": of(dict), "won_amount": of(float, also_null=True)}],
    "by_month": of(list, also_null=True),
    "revenue": [{"currency": of(str), "won_amount": of(float, also_null=True), "won_deals": of(int)}],
    "spend": [{"currency": of(str), "amount": of(float)}],
    "days_to_customer": of(dict, also_null=True), "expected": of(dict, also_null=True), "findings": of(list),
    "warnings": [{"code": of(str), "text": of(str)}],
}  # fmt: skip


def misfits(value, shape, path="$"):
    """Where a value lacks a key or has another type than its shape says."""
    match shape:
        case dict():
            for key, inside in shape.items():
                yield from (
                    [f"{path}.{key} is missing"] if key not in value else misfits(value[key], inside, f"{path}.{key}")
                )
        case list():
            for place, one in enumerate(value):
                yield from misfits(one, shape[0], f"{path}[{place}]")
        case _:
            if type(value) not in shape:
                yield f"{path} is {value!r}"


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Runs `readout --json` on texts as files, in a process of its own: exit code, and the object that it printed."""
    folder = tmp_path_factory.mktemp("json")

    def run(*more, **files):
        paths = [folder / f"{name}.csv" for name in files]
        for path, text in zip(paths, files.values(), strict=True):
            path.write_text(text)
        data = folder / "data"
        code = f"""
import sys
from smarketing.cli import run
sys.argv = ["smarketing", "readout", "--json", *{[*map(str, paths), *more]!r}]
try:
    run()
finally:
    assert "streamlit" not in sys.modules
"""
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"SMARKETING_DATA_FOLDER": str(data), "PATH": ""},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert not data.exists()
        return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr

    return run


@pytest.fixture(scope="module")
def told(read):
    """The readout of leads, deals and spend."""
    code, told, complaint = read("--from", "2026-01-01", leads=leads().to_csv(index=False), deals=DEALS, spend=SPEND)
    assert code == 0, complaint
    return told


def test_every_key_is_there_with_its_type(told):
    assert list(misfits(told, TOLD)) == []


def test_what_may_be_null_has_its_keys_where_it_is_told(told):
    steps = [s["from_previous"] for s in told["stages"]]
    assert steps[0] is None
    assert [m for step in steps[1:] for m in misfits(step, RATE)] == []
    assert list(misfits(told["days_to_customer"], {"median": of(float), "p90": of(float)})) == []
    expected = {"from": of(str), "to": of(str), "by_day": of(int), **{k: of(float) for k in ("rate", "low", "high")}}
    assert list(misfits(told["expected"], expected)) == []
    assert list(misfits(told["by_month"], [{"month": of(str), "reached": of(dict)}])) == []
    assert [m for f in told["files"] for d in f["dates"].values() for m in misfits(d, DATES)] == []


def test_what_is_listed_agrees(told):
    stages = [s["stage"] for s in told["stages"]]
    assert set(stages) <= STAGE
    assert told["leads"] == told["stages"][0]["reached"] == sum(s["reached"][stages[0]] for s in told["by_source"])
    assert all(set(s["reached"]) == set(stages) for s in (*told["by_source"], *told["by_month"]))
    for file in told["files"]:
        assert file["rows_used"] + sum(file["rows_dropped"].values()) == file["rows_read"]
        assert set(file["mapping"].values()).isdisjoint(file["unused"])
        assert set(file["dates"]) <= set(file["mapping"].values())
    assert told["spend"] == [{"currency": "EUR", "amount": 22.5}]
    assert len(told["period"]) == 2
    assert {"stage_names", "existing_business"} <= {w["code"] for w in told["warnings"]}
    assert all(isinstance(sentence, str) for sentence in told["findings"])


def test_a_list_without_dates_has_neither_a_period_nor_months_nor_days(read):
    code, told, _ = read(states="Email,Lead Status,Source\na@example.com,Converted,Web\nb@example.com,Open,Web\n")
    assert code == 0
    assert list(misfits(told, TOLD)) == []
    assert [told[k] for k in ("period", "by_month", "days_to_customer", "expected")] == [None] * 4


def test_a_refusal_is_an_object_of_its_own_and_wrong_usage_is_none(read):
    code, told, _ = read(pivot="Source,Jan,Feb,Mar\nWeb,1,2,3\nFair,1,1,1\n")
    assert code == 3
    assert list(misfits(told, {"refused": {k: of(str) for k in ("code", "seems_to_be", "what_to_do")}})) == []
    assert all(told["refused"].values())
    assert read("--stage", "x=luck", leads="id,mql\n1,2026-01-05\n")[:2] == (2, None)
