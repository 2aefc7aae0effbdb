"""`python -m smarketing minutes`: written, printed and sent to a real mail server and a real web server."""

from __future__ import annotations

import io
import json
import sys

import pytest
from icalendar import Calendar
from pptx import Presentation

from smarketing import papers
from smarketing.cli import run
from smarketing.meeting import AGENDAS, Series
from smarketing.settings import settings
from smarketing.store import meetings, rooms
from smarketing.store import minutes as store
from smarketing.store.engine import open_store
from tests.alerting.receivers import SECRET
from tests.handout.meetings import NEXT, STARTS, minutes, scene


@pytest.fixture
def url(tmp_path):
    """A workspace with a closed meeting, the next one planned."""
    url = f"sqlite:///{tmp_path / 'workspace.db'}"
    engine = open_store(url, upgrade=True)
    begun = planned(engine, STARTS)
    rooms.begin(engine, begun, presenter="b", name="Anke", at=STARTS + 60)
    first, *_ = meetings.items(engine, begun.id)
    meetings.write_note(engine, first, "Read <b>this</b> @everyone", actor="Anke", at=STARTS + 90)
    meetings.write_decision(
        engine, begun.id, issue="", decision="Call @everyone <b>back</b>", owner="Mara", success="", actor="Anke",
        at=STARTS + 99,
    )  # fmt: skip
    shown = {i.id: scene() for i in meetings.items(engine, begun.id)}
    store.close(engine, minutes(meeting=begun, earlier=()), shown, actor="Anke", at=STARTS + 2700)
    planned(engine, NEXT)
    engine.dispose()
    return url


def planned(engine, starts_at):
    return meetings.plan(
        engine, Series.WEEKLY, title="Weekly meeting", starts_at=starts_at, points=AGENDAS[Series.WEEKLY], actor="Anke",
        at=STARTS,
    )  # fmt: skip


@pytest.fixture
def smarketing(monkeypatch, capsys):
    """Run a command: exit code, what it printed, what it complained of."""

    def command(*arguments, to=""):
        monkeypatch.setenv("SMARKETING_MINUTES_TO", to)
        settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["smarketing", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            run()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    yield command
    settings.cache_clear()


def test_the_last_closed_meeting_is_told_and_written_in_every_form(smarketing, url, tmp_path):
    code, said, complaint = smarketing("--database", url, "minutes")
    assert (code, complaint) == (0, "")
    assert said.startswith("# Weekly meeting\n\nMonday, 19 Oct 2026, 10:01 – 10:45 (Europe/Berlin)")
    assert "Read \\<b\\>this\\</b\\> @everyone" in said
    kinds = ("markdown", "html", "pdf", "pptx", "ics")
    files = {kind: tmp_path / f"out.{kind}" for kind in kinds}
    options = [part for kind, file in files.items() for part in (f"--{kind}", file)]
    code, said, complaint = smarketing("--database", url, "minutes", "1", *options, "--json")
    assert code == 0
    assert complaint.count("Written: ") == 5
    assert json.loads(said)["title"] == "Weekly meeting"
    assert files["pdf"].read_bytes().startswith(b"%PDF")
    assert len(Presentation(files["pptx"]).slides) == 9  # a title, seven items, what came of it
    (event,) = Calendar.from_ical(files["ics"].read_bytes()).events
    assert (int(event.start.timestamp()), event["uid"]) == (NEXT, "meeting-2@haldensensorik.smarketing")


def test_a_meeting_that_is_not_closed_has_no_minutes(smarketing, url, tmp_path):
    assert smarketing("--database", url, "minutes", "2")[::2] == (
        3, "Meeting 2 is planned, so it has no minutes yet. Close it first, in its room.\n",
    )  # fmt: skip
    code, said, _ = smarketing("--database", url, "minutes", "99", "--json")
    assert (code, "refused" in json.loads(said)) == (3, True)
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    assert "No meeting has been closed yet." in smarketing("--database", empty, "minutes")[2]


def test_a_mail_has_the_minutes_in_its_body_and_the_files_beside_it(smarketing, url, mails):
    code, said, complaint = smarketing("--database", url, "minutes", "--mail", to=mails.address)
    assert (code, said, complaint) == (0, "", "Sent to mailto://….\n")
    (mail,) = mails.mails
    assert mail["Subject"] == "Halden Sensorik: Weekly meeting, 19 Oct 2026"
    body = mail.get_body(("html",)).get_content()
    assert "Call @\u2060everyone &lt;b&gt;back&lt;/b&gt;" in body
    files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert set(files) == {"minutes-2026-10-19.pdf", "minutes-2026-10-19.pptx", "next-meeting.ics"}
    assert files["minutes-2026-10-19.pdf"].startswith(b"%PDF")
    assert len(Presentation(io.BytesIO(files["minutes-2026-10-19.pptx"])).slides) == 9
    told = files["next-meeting.ics"]
    (event,) = Calendar.from_ical(told).events
    assert int(event.start.timestamp()) == NEXT


def test_an_address_that_fails_is_named_by_its_scheme_and_the_others_have_it(smarketing, url, mails, hook):
    hook.status = 500
    code, said, complaint = smarketing("--database", url, "minutes", "--mail", to=f"{hook.address} {mails.address}")
    assert code == 3
    assert "json://… did not take the message. The others have it." in complaint
    assert SECRET not in said + complaint
    assert len(mails.mails) == 1


def test_without_an_address_it_is_told_how_to_set_one(smarketing, url):
    code, _, complaint = smarketing("--database", url, "minutes", "--mail")
    assert code == 3
    assert papers.SETTING in complaint
    code, _, complaint = smarketing("--database", url, "minutes", "--mail", to=f"nonsense://{SECRET}")
    assert (code, SECRET in complaint) == (3, False)
    assert "Address 1 of SMARKETING_MINUTES_TO, nonsense://…, can't be used." in complaint


def test_the_pre_read_of_the_next_meeting_is_written_as_a_page_and_a_pdf(smarketing, url, tmp_path):
    folder = tmp_path / "new" / "folder"
    code, said, complaint = smarketing("--database", url, "digest", "--out", folder)
    assert (code, said, complaint.count("Written: ")) == (0, "", 2)
    assert {file.name for file in folder.iterdir()} == {"digest.html", "digest.pdf"}
    page = (folder / "digest.html").read_text("utf-8")
    assert "7 points in 45 minutes" in page
    assert "No lead is stored yet" in page
    assert (folder / "digest.pdf").read_bytes().startswith(b"%PDF")


def test_a_day_to_come_has_no_pre_read_and_writes_no_file(smarketing, url, tmp_path):
    code, _, complaint = smarketing("--database", url, "digest", "--out", tmp_path / "out", "--as-of", "2999-01-01")
    assert code == 2
    assert "still to come" in complaint
    assert not (tmp_path / "out").exists()
