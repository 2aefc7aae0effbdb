"""The agreement on one page to print and sign: what it says, on both papers, and by command."""

import io
import json
import re
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from typer.testing import CliRunner

from smarketing import cli, sample
from smarketing.agreement import Agreement, Calendar, Goal, Side, Signature, Terms, sentences
from smarketing.handout import agreement_page
from smarketing.store import promises, records
from smarketing.store.engine import open_store
from smarketing.workspace import Workspace
from tests.charts.payloads import PAYLOADS

AT = int(datetime(2026, 6, 24, 9, tzinfo=UTC).timestamp())
HERE = Workspace(name="Halden Sensorik", time_zone="Europe/Berlin")
SIGNED = (Signature(Side.MARKETING, "Anke Marten", AT), Signature(Side.SALES, "Georg Talbot", AT))


def version(number, terms, *, day=date(2026, 7, 1), signatures=SIGNED):
    return Agreement(number, number, day, terms, "Ada", AT, 1, signatures)


def of_sample():
    """The sample's versions, as its file tells them."""
    told = json.loads(sample.AGREEMENT.read_text("utf-8"))
    return [
        version(n, promises.terms_of(v["terms"]), day=date.fromisoformat(v["effective_from"]))
        for n, v in enumerate(told, start=1)
    ]


def twelve_goals():
    """Twelve goals in long words, every other term different from the version before, and a text."""
    sources = ("Partner Referrals", "Customer Referrals", "Trade Shows", "Organic Search")
    goals = tuple(
        Goal(f"Goal {n} of twelve", sources[: n % 4], ("Mid-market",)[: n % 2], 40 + n, 1e5) for n in range(12)
    )
    return Terms(
        calendar=Calendar((0, 1, 2, 3), time_zone="Europe/Berlin", country="DE", subdivision="BY"), goals=goals,
        touch_hours=4, attempts=6, attempt_days=10, decide_hours=12, reasons=("Not a fit", "Unable to reach", "Other"),
        max_unable_share=0.1, accepted_by_default=True, reps=9, attempts_a_rep=150, attempt_cost=14.5, horizon=120,
        text="Both sides look at rejected leads together every Monday.\nWhoever is away names a deputy.",
    )  # fmt: skip


def on_paper(paper):
    """The PDF's number of pages and its words, in one line."""
    made = pypdfium2.PdfDocument(io.BytesIO(agreement_page.pdf(paper)))
    return len(made), " ".join(made[0].get_textpage().get_text_range().replace("\ufffe", "-").split())


def test_the_sample_s_agreement_is_one_page_with_its_promises_figures_changes_and_signatures():
    first, second = of_sample()
    pages, text = on_paper(agreement_page.paper_of(second, [first, second], HERE))
    assert pages == 1
    assert "What marketing and sales of Halden Sensorik promise each other" in text
    assert "Version 2, in force from 1 Jul 2026" in text
    assert "All sources all sources all 560 420,000" in text
    assert all(" ".join(sentence.split()) in text for sentence in sentences(second.terms, Side.SALES))
    assert "A lead is worth the share of its kind" in text
    assert "Changed since version 1" in text
    assert "Attempts before it may be given up 4 5" in text
    assert "Anke Marten, 24 Jun 2026, 11:00" in text  # 9:00 UTC by the clock of Berlin in June


def test_twelve_goals_and_a_change_of_every_term_fit_on_one_page():
    before, now = of_sample()[1], version(3, twelve_goals(), signatures=())
    paper = agreement_page.paper_of(now, [before, now], HERE)
    pages, text = on_paper(paper)
    assert pages == 1
    assert "Draft of version 3" in text
    assert "For marketing: name, date, signature" in text
    assert len(paper.changes) == 14
    assert all(goal.name in text for goal in now.terms.goals)
    assert all(" ".join(sentence.split()) in text for sentence in sentences(now.terms, Side.SALES))
    assert "Whoever is away names a deputy." in text


@pytest.mark.parametrize("before", [Terms(), twelve_goals()])
def test_ten_goals_in_long_words_of_a_company_with_a_long_name_fit_on_one_page(before):
    named = Workspace(name="Württembergische Präzisionssensorik und Messtechnik Beteiligungsgesellschaft mbH & Co. KG")
    sources = ("Partner Referrals Programme 2026", "Customer Referrals", "Trade Shows and Conferences")
    goals = tuple(
        Goal(
            f"Goal {n}: referrals of the whole DACH region and Benelux", sources, ("Mid-market", "Enterprise"), 40, 1e5
        )
        for n in range(10)
    )
    first, second = version(1, before), version(2, Terms(goals=goals))
    pages, text = on_paper(agreement_page.paper_of(second, [first, second], named))
    assert pages == 1
    assert all(goal.name in text for goal in goals)


def test_a_name_without_a_space_stays_in_its_column():
    agreed = version(1, Terms(goals=(Goal("Ø" * 80, ("Ł" * 60,), ("Ž" * 50,), 10, 5.0),)))
    made = pypdfium2.PdfDocument(io.BytesIO(agreement_page.pdf(agreement_page.paper_of(agreed, [], HERE))))
    words = made[0].get_textpage()
    letters = [(words.get_text_range(i, 1), words.get_charbox(i)) for i in range(words.count_chars())]
    names, sources, segments = ([box for letter, box in letters if letter == one] for one in "ØŁŽ")
    for before, after in ((names, sources), (sources, segments)):
        assert max(right for _, _, right, _ in before) < min(left for left, *_ in after)


def test_the_html_page_says_the_same_and_asks_nothing_of_any_host():
    first, second = of_sample()
    page = agreement_page.html(agreement_page.paper_of(second, [first, second], HERE)).decode()
    assert all(sentence in page.replace("&#34;", '"') for sentence in sentences(second.terms, Side.SALES))
    assert "420,000" in page
    assert "Signed for marketing" in page
    assert not re.search(r"https?://|@import|url\(|<(script|link|img|iframe)\b", page)


def test_what_people_typed_is_text_on_both_papers():
    names = [p for p in PAYLOADS if "<" in p]
    goals = tuple(Goal(f"{n} {p}", (p,), (p,), n) for n, p in enumerate(names[:6]))
    terms = Terms(goals=goals, reasons=tuple(names), text="\n".join(names))
    signed = tuple(Signature(side, names[0], AT) for side in Side)
    paper = agreement_page.paper_of(version(1, terms, signatures=signed), [], Workspace(name=names[1]))
    page = agreement_page.html(paper).decode()
    assert not re.search(r"<(script|img|svg|a|iframe|br|sup)\b", page)
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<b>bold</b>" in on_paper(paper)[1]


def test_a_page_before_any_figure_is_promised_says_so():
    pages, text = on_paper(agreement_page.paper_of(version(1, Terms(), signatures=()), [], HERE))
    assert pages == 1
    assert "No figure is promised yet." in text
    assert "Changed since" not in text


@pytest.fixture
def command(tmp_path):
    """Runs `agreement` on a workspace that holds the sample's two versions."""
    url = f"sqlite:///{tmp_path / 'workspace.db'}"
    engine = open_store(url, upgrade=True)
    records.write_workspace(engine, HERE)
    for told in of_sample():
        draft = promises.write_draft(engine, told.terms, told.effective_from, actor="Ada", at=AT)
        for signature in SIGNED:
            draft = promises.sign(engine, draft, signature.side, signature.name, at=AT)
    engine.dispose()

    def run(*arguments):
        return CliRunner().invoke(cli.app, ["--database", url, "agreement", *map(str, arguments)])

    return run


def test_the_command_tells_the_version_in_force_on_a_day(command):
    assert "Version 2, in force from 1 Jul 2026" in command("--as-of", "2026-07-01").stdout
    said = command("--as-of", "2026-06-30").stdout
    assert "Version 1, in force from 2 Dec 2024" in said
    assert "- All sources: 380 MQLs a month from all sources." in said
    assert "Signed by Georg Talbot, 24 Jun 2026, 11:00" in said


def test_the_command_tells_programs_every_term(command):
    told = json.loads(command("--as-of", "2026-11-18", "--json").stdout)
    assert (told["version"], told["in_force_from"], told["as_of"]) == (2, "2026-07-01", "2026-11-18")
    assert told["signed"]["sales"] == {"by": "Georg Talbot", "at": AT}
    assert promises.terms_of(told["terms"]) == of_sample()[1].terms
    assert {"term": "Attempts before it may be given up", "before": "4", "now": "5"} in told["changes"]


def test_the_command_writes_both_papers(command, tmp_path):
    done = command("--as-of", "2026-11-18", "--html", tmp_path / "a.html", "--pdf", tmp_path / "a.pdf")
    assert done.exit_code == 0
    assert "Georg Talbot" in (tmp_path / "a.html").read_text("utf-8")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_day_before_any_agreement_is_refused_in_words_and_for_programs(command):
    done = command("--as-of", "2024-01-01", "--json")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["refused"]["code"] == "SettingError"
    assert "Nothing is agreed for 2024-01-01." in done.stderr
