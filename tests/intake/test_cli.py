"""The command line, as a person meets it."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from smarketing.cli import COMMANDS, run
from tests.intake.world import table

ROOT = Path(__file__).parents[2]
LEADS = table(
    {"id": "1", "mql date": "2026-01-05", "source": "Web", "colour": "red"}, {"id": "1", "mql date": "2026-01-05"}
)
CANARY = "canary.mail@example.com"
SECRET = "canary-secret"


@pytest.fixture
def smarketing(monkeypatch, capsys, tmp_path):
    """Run a command on a database of the test's own: exit code, what it printed, what it complained of."""
    database = f"sqlite:///{tmp_path / 'cli.db'}"

    def command(*arguments, url=database):
        monkeypatch.setattr(sys, "argv", ["smarketing", "--database", url, *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            run()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return command


@pytest.fixture
def leads(tmp_path):
    file = tmp_path / "leads.csv"
    file.write_bytes(LEADS)
    return file


def test_an_import_tells_what_it_did_to_each_file(smarketing, leads):
    code, said, _ = smarketing("import", leads)
    assert code == 0
    assert "leads.csv (utf-8, columns parted by commas, header on line 1)" in said
    assert "2 rows read, 1 used as leads." in said
    assert "1 dropped: the row is an older version" in said
    assert "Columns not used: colour." in said
    assert "Stored as import 1;" in said


def test_a_second_import_of_the_file_says_so_and_is_no_error(smarketing, leads):
    smarketing("import", leads)
    code, said, _ = smarketing("import", leads)
    assert code == 0
    assert "it was imported already (import 1, " in said


def test_imports_are_listed_and_undone(smarketing, leads):
    assert "Nothing has been imported yet." in smarketing("imports")[1]
    smarketing("import", leads)
    assert "1 of 2 rows  leads.csv" in smarketing("imports")[1]
    assert smarketing("undo", 1)[:2] == (0, "Import 1 is undone.\n")
    assert ", undone " in smarketing("imports")[1]
    assert smarketing("undo", 1)[0] == 3


def test_the_board_is_told_in_lines_and_as_one_object(smarketing, tmp_path):
    file = tmp_path / "leads.csv"
    owned = {"owner": "Ada", "team": "North", "source": "Web"}
    file.write_bytes(table({"id": "1", "mql date": "2026-03-02", "name": "Kim\x1b[31m Ott"} | owned,
                           {"id": "2", "mql date": "2026-03-03"} | owned,
                           {"id": "3", "mql date": "2026-03-02", "sal date": "2026-03-03"} | owned))  # fmt: skip
    smarketing("import", file)
    code, said, _ = smarketing("board", "--as-of", "2026-03-10")
    assert (code, "\x1b" in said) == (0, False)
    assert said.startswith("1 rep is on the board with 2 leads; the longest is 32 h over (Ada).\n")
    assert "MQLs of 1 Mar 2025 – 10 Mar 2026 that sales has not answered, in business hours" in said
    assert "Ada (North): 2 leads (2 not answered), the longest 32 h over: Kim" in said
    told = json.loads(smarketing("board", "--as-of", "2026-03-10", "--json")[1])
    (rep,) = told.pop("reps")
    assert told == {
        "as_of": "2026-03-10", "at": "2026-03-10T23:59:59Z", "period": {"first": "2025-03-01", "last": "2026-03-10"},
        "sentence": "1 rep is on the board with 2 leads; the longest is 32 h over (Ada)",
        "about": "MQLs of 1 Mar 2025 – 10 Mar 2026 that sales has not answered, in business hours; no first touch is "
                 "told, so answers alone count: export “First touch” or “Last contacted” with its hour",
        "without_rate": [],
    }  # fmt: skip
    names = rep.pop("names")
    assert len(names) == 1
    assert rep == {"owner": "Ada", "team": "North", "leads": 2, "touch": 0, "decide": 2, "longest_over_hours": 32.0,
                   "at_risk": None, "currency": "EUR"}  # fmt: skip


def test_an_empty_board_is_celebrated(smarketing, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_bytes(table({"id": "1", "mql date": "2026-01-02", "sal date": "2026-01-05", "owner": "Ada"}))
    smarketing("import", file)
    code, said, _ = smarketing("board", "--as-of", "2026-01-06")
    assert (code, "That is the goal. Nobody owes a lead anything." in said) == (0, True)
    assert json.loads(smarketing("board", "--as-of", "2026-01-06", "--json")[1])["reps"] == []


def test_nobody_is_celebrated_where_the_data_does_not_tell_what_sales_did(smarketing, leads):
    smarketing("import", leads)
    code, said, complaint = smarketing("board", "--as-of", "2026-01-06")
    assert (code, said) == (3, "")
    assert complaint.startswith("The data does not say what sales made of an MQL. Export the day of acceptance")


def test_money_that_no_value_knows_of_is_named_on_the_board(smarketing, tmp_path):
    leads, deals = tmp_path / "leads.csv", tmp_path / "deals.csv"
    owned = {"owner": "Ada", "source": "Web"}
    leads.write_bytes(
        table({"id": "1", "mql date": "2026-03-02"} | owned, {"id": "2", "mql date": "2026-02-02"} | owned)
    )
    won = {"create date": "2026-02-03", "close date": "2026-02-09", "deal stage": "Closed won"}
    deals.write_bytes(table({"deal id": "d", "lead id": "2", "amount": "900", "currency": "USD"} | won))
    assert smarketing("import", leads, deals)[0] == 0
    board = smarketing("board", "--as-of", "2026-03-10")[1]
    assert "; amounts in USD have no rate and are not in the money. As of 2026-03-10" in board
    told = json.loads(smarketing("board", "--as-of", "2026-03-10", "--json")[1])
    assert told["without_rate"] == ["USD"]
    smarketing("settings", "rates=USD:0.9")
    told = json.loads(smarketing("board", "--as-of", "2026-03-10", "--json")[1])
    assert (told["without_rate"], told["reps"][0]["at_risk"]) == ([], 405.0)  # 1 of 2 became a customer, 900 × 0.9


def test_a_board_of_no_leads_is_refused_and_one_of_a_day_to_come_is_wrong_usage(smarketing, leads):
    code, said, complaint = smarketing("board", "--json")
    assert (code, json.loads(said)["refused"]["code"]) == (3, "no_leads")
    assert complaint == "No lead is stored yet. Import leads first.\n"
    smarketing("import", leads)
    assert smarketing("board", "--as-of", "2999-01-01")[0] == 2
    assert smarketing("board", "--as-of", "soon")[0] == 2


REFUSED = {"a PDF": b"%PDF-1.7 x", "nothing": b"", "vehicles": b"plate,doors\nB-XY 1,4\n", "a header": b"id,mql date\n"}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_a_refused_file_is_told_without_a_traceback_and_nothing_is_stored(smarketing, leads, tmp_path, content):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    code, _, complaint = smarketing("import", leads, bad)
    assert code == 3
    assert "“bad.csv” is refused: it seems to be" in complaint
    assert "Traceback" not in complaint
    assert "Nothing has been imported yet." in smarketing("imports")[1]


@pytest.mark.parametrize(
    "arguments",
    [["import"], ["import", "--map", "colour=red", "x.csv"], ["import", "--time-zone", "Mars/North", "x.csv"],
     ["import", "--sql-means", "luck", "x.csv"], ["import", "--stage", "Signed=luck", "x.csv"],
     ["readout", "--stage", "won", "x.csv"], ["fly"], ["undo", "one"]],
)  # fmt: skip
def test_wrong_usage_ends_with_two(smarketing, arguments):
    assert smarketing(*arguments)[0] == 2


def test_a_person_says_which_column_is_which(smarketing, tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(table({"Nummer": "1", "Stufe zwei": "2026-01-05"}))
    assert smarketing("import", file)[0] == 3
    code, said, _ = smarketing("import", file, "--map", "mql=Stufe zwei", "--map", "key=Nummer")
    assert (code, "1 used as leads." in said) == (0, True)


def test_a_header_that_no_file_has_is_refused(smarketing, leads):
    code, _, complaint = smarketing("import", leads, "--map", "mql=Nowhere")
    assert (code, "Nowhere" in complaint) == (3, True)


DEAL = {"opened": "2026-01-05", "close date": "2026-02-05", "amount": "5"}
DEALS = table(
    {"deal name": "a", "deal stage": "Discovery", "pipeline": "Sales"} | DEAL,
    {"deal name": "b", "deal stage": "Verbal yes", "pipeline": "Renewals"} | DEAL,
)


def test_a_person_says_what_a_stages_name_means_and_which_pipeline_is_left_out(smarketing, tmp_path):
    file = tmp_path / "deals.csv"
    file.write_bytes(DEALS)
    code, said, _ = smarketing("import", file, "--stage", "Discovery=SQL", "--leave-out", "renewals")
    assert code == 0
    assert "“deal stage”: “Discovery” (1) was taken for an SQL, no opportunity yet (as was said)." in said
    assert "1 dropped: the row is of a pipeline that was left out." in said


@pytest.mark.parametrize("command", ["import", "readout"])
@pytest.mark.parametrize("option", [["--stage", "Nobody=won"], ["--stage", "Discovery=MQL"], ["--leave-out", "Nobody"]])
def test_a_name_that_no_file_has_is_refused(smarketing, tmp_path, command, option):
    file = tmp_path / "deals.csv"
    file.write_bytes(DEALS)
    code, _, complaint = smarketing(command, file, *option)
    assert (code, "Write the name as it stands" in complaint) == (3, True)


def test_every_command_is_helped_with_a_sentence():
    assert all(command.__doc__ for command in COMMANDS.values())


def _python(*arguments, **environment):
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)


def test_help_is_there_at_once_because_nothing_heavy_is_imported():
    heavy = ("pandas", "sqlalchemy", "pyarrow", "streamlit")
    code = f"import sys, smarketing.cli; sys.exit(any(m in sys.modules for m in {heavy}))"
    assert _python("-c", code).returncode == 0


def test_an_import_never_loads_streamlit(leads, tmp_path):
    code = f"""
import sys
from smarketing.cli import run
sys.argv = ["smarketing", "--database", "sqlite:///{tmp_path}/x.db", "import", "{leads}"]
try:
    run()
finally:
    assert "streamlit" not in sys.modules
"""
    assert _python("-c", code).returncode == 0


def test_any_command_runs_on_the_sample_company_and_leaves_nothing_behind(tmp_path):
    found = _python(
        "-m", "smarketing", "--sample", "imports", TMPDIR=str(tmp_path), SMARKETING_DATA_FOLDER=str(tmp_path)
    )
    assert (found.returncode, "sample company" in found.stdout) == (0, True)
    assert list(tmp_path.iterdir()) == []


def test_neither_a_persons_data_nor_a_password_is_ever_complained_about(smarketing, tmp_path):
    """Reliability, row 38: an address in a file and a password in a URL through success, refusal and a crash."""
    person = {"id": "1", "email": CANARY, "mql date": "2026-01-05"}
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(table(person))
    bad.write_bytes(table({"email": CANARY, "plate": CANARY}))
    away = f"postgresql+psycopg://me:{SECRET}@127.0.0.1:1/x"
    heard = [smarketing("import", good), smarketing("import", bad), smarketing("import", good, url=away)]

    smarketing("undo", 1)
    with sqlite3.connect(tmp_path / "cli.db") as connection:  # a fault that nobody foresaw, with the row in its message
        connection.execute("CREATE TRIGGER boom BEFORE INSERT ON lead BEGIN SELECT RAISE(ABORT, 'boom'); END")
    connection.close()
    heard.append(smarketing("import", good))

    assert [code for code, _, _ in heard] == [0, 3, 3, 1]
    assert not any(canary in text for _, *texts in heard for text in texts for canary in (CANARY, SECRET))
