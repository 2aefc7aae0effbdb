"""`python -m smarketing alerts`, as a person and as cron meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from smarketing import alerting, post
from smarketing.cli import run
from smarketing.intake.load import load_files
from smarketing.sample import prepare
from smarketing.settings import settings
from smarketing.store.alerts import LEASE
from smarketing.store.engine import open_store
from smarketing.store.schema import alert
from tests.alerting.receivers import SECRET
from tests.intake.world import table
from tests.store.company import content

ROOT = Path(__file__).parents[2]
HANDED_OVER = (datetime.now(UTC) - timedelta(days=40)).date().isoformat()


@pytest.fixture
def url(store_url, tmp_path):
    """A workspace with one rep who has owed two leads an answer for weeks."""
    file = tmp_path / "leads.csv"
    rows = [{"id": n, "mql date": HANDED_OVER, "owner": "Ann <b>Ö</b>", "source": "Web"} for n in "12"]
    done = {"sal date": HANDED_OVER, "first touch": f"{HANDED_OVER}T10:00:00Z"}
    file.write_bytes(table(*rows, rows[0] | {"id": "3"} | done))
    engine = open_store(store_url)
    load_files(engine, [file], actor="test", at=int(time.time()))
    engine.dispose()
    return store_url


@pytest.fixture
def smarketing(monkeypatch, capsys):
    """Run a command: exit code, what it printed, what it complained of."""

    def command(*arguments, to=""):
        monkeypatch.setenv("SMARKETING_ALERTS_TO", to)
        settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["smarketing", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            run()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    yield command
    settings.cache_clear()


def begin(url, to):
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "smarketing", "--database", url, "alerts"], cwd=ROOT, text=True,
        env=os.environ | {"SMARKETING_ALERTS_TO": to}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_each_alert_goes_out_once(smarketing, url, mails, hook):
    to = f"{mails.address} {hook.address}"
    code, said, complaint = smarketing("--database", url, "alerts", to=to)
    assert (code, complaint) == (0, "")
    assert said.startswith("Ann <b>Ö</b> has 2 overdue leads\n    2 not answered within the promised hours")
    assert said.endswith("    → mailto://…, json://…\n1 alert went out.\n")
    assert smarketing("--database", url, "alerts", to=to) == (0, "0 alerts went out.\n", "")
    assert (len(mails.mails), len(hook.messages)) == (1, 1)
    assert mails.mails[0]["Subject"] == "Your workspace: Ann <b>Ö</b> has 2 overdue leads"


def test_a_receiver_that_fails_is_named_by_its_scheme_and_told_the_next_time(smarketing, url, mails, hook):
    hook.status = 503
    code, said, complaint = smarketing("--database", url, "alerts", to=f"{mails.address} {hook.address}")
    assert (code, complaint.startswith("json://… did not take the message. ")) == (3, True)
    assert "→ mailto://…\n" in said
    hook.status = 200
    code, said, _ = smarketing("--database", url, "alerts", to=f"{mails.address} {hook.address}")
    assert (code, "→ json://…\n" in said) == (0, True)
    assert (len(mails.mails), len(hook.messages)) == (1, 1)
    assert SECRET not in said + complaint


def test_a_dry_run_sends_and_stores_nothing(smarketing, url, hook):
    code, said, _ = smarketing("--database", url, "alerts", "--dry-run", "--json", to=hook.address)
    told = json.loads(said)
    assert (code, told["sent"], len(told["alerts"])) == (0, False, 1)
    assert told["alerts"][0]["rule"] == "breach"
    assert told["alerts"][0]["to"] == ["json"]
    assert hook.messages == []
    engine = open_store(url)
    assert content(engine)["alert"] == []
    engine.dispose()


def test_without_an_address_it_is_told_how_to_set_one(smarketing, url):
    code, _, complaint = smarketing("--database", url, "alerts")
    assert (code, "Set SMARKETING_ALERTS_TO" in complaint) == (3, True)
    code, said, complaint = smarketing("--database", url, "alerts", "--dry-run")
    assert (code, "1 alert would go out." in said, "Set SMARKETING_ALERTS_TO" in complaint) == (0, True, True)


def test_an_address_that_cannot_be_used_is_refused_before_anything_is_sent(smarketing, url, hook):
    code, said, complaint = smarketing("--database", url, "alerts", to=f"{hook.address} slack://{SECRET}")
    assert (code, said, "Address 2 of SMARKETING_ALERTS_TO, slack://…," in complaint) == (3, "", True)
    assert SECRET not in complaint
    assert hook.messages == []


def test_only_now_can_be_sent(smarketing, url, hook):
    assert smarketing("--database", url, "alerts", "--as-of", "2026-01-01", to=hook.address)[0] == 2


def test_the_sample_company_tells_its_planted_story_and_sends_nothing(smarketing, prepared_sample, hook):
    code, said, _ = smarketing("--sample", "alerts", "--dry-run", to=hook.address)
    assert code == 0
    assert "Liam Ashgrove has 9 overdue leads" in said
    assert "Referrals: MQLs will clearly miss the goal of Nov 2026" in said
    assert "alerts would go out." in said
    code, _, complaint = smarketing("--database", prepare(prepared_sample), "alerts", to=hook.address)
    assert (code, "--dry-run" in complaint) == (3, True)
    assert hook.messages == []


def test_a_workspace_with_nothing_to_say_is_no_fault(smarketing, store_url, hook):
    assert smarketing("--database", store_url, "alerts", to=hook.address) == (0, "0 alerts went out.\n", "")


def test_thresholds_are_settings(smarketing, url, hook):
    assert smarketing("--database", url, "settings", "alert_breach=3", "alert_compliance=0.9")[0] == 0
    assert smarketing("--database", url, "alerts", to=hook.address)[1] == "0 alerts went out.\n"
    for wrong in ("alert_pace=90", "alert_compliance=nan", "alert_acceptance=much", "alert_breach=-1"):
        assert smarketing("--database", url, "settings", wrong)[0] == 3, wrong


def test_of_two_processes_at_once_one_sends(url, hook):
    hook.seconds = 1.0
    both = [begin(url, hook.address) for _ in range(2)]
    said = sorted(process.communicate(timeout=120)[0].splitlines()[-1] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said == ["0 alerts went out.", "1 alert went out."]
    assert len(hook.messages) == 1


def test_what_a_killed_process_was_sending_is_sent_by_a_later_run(url, hook):
    hook.seconds = 20.0
    process = begin(url, hook.address)
    assert hook.came.wait(120)
    process.kill()
    process.communicate()
    hook.seconds = 0.0
    engine = open_store(url)
    assert len(content(engine)["alert"]) == 1
    now, to = int(time.time()), post.addresses(SecretStr(hook.address), setting=alerting.SETTING)
    found = alerting.found(engine, at=now)
    assert alerting.deliver(engine, found, to, at=now, actor="test") == []
    (made,) = alerting.deliver(engine, found, to, at=now + LEASE, actor="test")
    assert made.is_taken
    assert content(engine)[alert.name][0][-1] == now + LEASE
    engine.dispose()
