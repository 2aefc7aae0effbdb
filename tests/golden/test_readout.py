"""The Olist files by `python -m smarketing readout`, against the numbers that others computed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def golden(shared):
    return json.loads((shared / "golden" / "olist.json").read_text())


@pytest.fixture(scope="module")
def read(shared, tmp_path_factory):
    """What the command prints, and what it leaves in the data folder."""
    folder = tmp_path_factory.mktemp("data")
    files = [shared / "data" / "olist" / f"{name}.csv" for name in ("marketing_qualified_leads", "closed_deals")]

    def command(*more):
        line = [sys.executable, "-m", "smarketing", "readout", *map(str, files), "--json", *more]
        env = {"SMARKETING_DATA_FOLDER": str(folder), "PATH": ""}
        done = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert list(folder.iterdir()) == []
        return json.loads(done.stdout)

    return command


def test_all_of_it(read, golden):
    told = read("--as-of", "2018-12-31")
    assert told["leads"] == golden["rows"]["mqls"]
    assert [(s["stage"], s["reached"]) for s in told["stages"]] == [("MQL", 8000), ("Customer", 842)]
    assert {s["source"]: s["reached"] for s in told["by_source"]} == {
        source: {"MQL": n["mqls"], "Customer": n["customers"]} for source, n in golden["cohort_by_origin"].items()
    }
    assert {m["month"]: m["reached"] for m in told["by_month"]} == {
        month: {"MQL": n["mqls"], "Customer": n["customers"]} for month, n in golden["cohort_by_month"].items()
    }
    assert told["days_to_customer"] == pytest.approx({k: golden["days_to_customer"][k] for k in ("median", "p90")})
    assert told["revenue"] == [{"currency": "EUR", "won_amount": None, "won_deals": 842}]
    [joined] = told["joined_on"]
    assert (joined["column"], joined["leads_column"], joined["found"], joined["orphans"]) == (
        "mql_id",
        "mql_id",
        842,
        0,
    )
    for file in told["files"]:
        assert file["rows_used"] + sum(file["rows_dropped"].values()) == file["rows_read"]


@pytest.mark.parametrize("as_of", ["2018-03-31", "2018-05-31"])
def test_a_past_day_tells_what_was_to_be_expected_then(read, golden, as_of):
    known = golden[f"as_of_{as_of}"]
    told = read("--as-of", as_of, "--from", "2018-01-01")
    expected = told["expected"]
    assert (expected["from"], expected["to"], expected["by_day"]) == ("MQL", "Customer", 90)
    band = known["kaplan_meier_90_days_band_95_log_log"]
    assert [expected[k] for k in ("rate", "low", "high")] == pytest.approx(
        [known["kaplan_meier_90_days_mqls_since_2018-01-01"], *band], rel=1e-9
    )
    assert told["period"] == ["2018-01-01", as_of]


def test_one_month_of_it_equals_the_naive_rate(read, golden):
    told = read("--as-of", "2018-03-31", "--from", "2018-03-01", "--to", "2018-03-31")
    step = told["stages"][1]["from_previous"]
    assert step["rate"] == pytest.approx(golden["as_of_2018-03-31"]["march_cohort_naive"], rel=1e-9)
    assert (step["n"], step["of"]) == (82, 1174)
    assert "too_young" in {w["code"] for w in told["warnings"]}
