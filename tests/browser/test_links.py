"""A link is the view: for another browser, on every page, and when there is nonsense in it."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import pytest

from smarketing.filters import Clock, Compare
from smarketing.periods import PRESETS, Grain
from tests.browser.numbers import AS_OF, BOTH, USUAL, of_today
from tests.browser.screen import PAGES

CHANGED = {
    "period": "Last 3 months", "compare": "Same period last year", "grain": "quarter", "clock": "event",
    "window": "180", "source": ["Webinars", "Organic Search"], "segment": "Mid-Market", "as_of": "2026-10-31",
}  # fmt: skip
LINK = urlencode(CHANGED, doseq=True)


_DAY = AS_OF.replace(month=10, day=31)
VIEW = USUAL.within(
    period=PRESETS["Last 3 months"](_DAY), as_of=_DAY, compare=Compare.LAST_YEAR, grain=Grain.QUARTER,
    clock=Clock.EVENT, window=180, source=("Organic Search", "Webinars"), segment=("Mid-Market",),
)  # fmt: skip


def test_a_cold_deep_link_opens_the_view_with_all_its_filters(sample, visit):
    screen = visit(sample, f"/?{LINK}")
    assert screen.sentence == VIEW.sentence(clocks=BOTH)
    assert screen.metrics == of_today(sample.engine(), VIEW)


@pytest.mark.parametrize("page", ["Volume", "Leads"])
def test_the_shared_link_shows_another_browser_the_same_view(sample, visit, page):
    screen = visit(sample, f"{PAGES[page]}?{LINK}")
    with screen.popover("Share") as body:
        link = body.get_by_test_id("stCode").inner_text().strip()
    assert link.startswith(f"{sample.address}{PAGES[page]}?")
    said = urlsplit(link)
    other = visit(sample, f"{said.path}?{said.query}")
    assert (other.sentence, other.headline, other.metrics) == (screen.sentence, screen.headline, screen.metrics)
    assert "period=Other+days" in other.page.url  # the same days, on whatever day it is opened


def test_what_was_chosen_by_hand_is_in_the_address(sample, visit):
    screen = visit(sample).choose("Period", "Last 3 months").keep("Region", "DACH")
    other = visit(sample, screen.page.url.removeprefix(sample.address))
    assert (other.sentence, other.metrics) == (screen.sentence, screen.metrics)


def test_the_filters_stay_from_page_to_page(sample, visit):
    screen = visit(sample, f"/?{LINK}")
    before, sentence = screen.query, screen.sentence
    for page in ("Revenue", "Leads", "Today"):
        screen.go(page)
        assert {key: screen.query.get(key) for key in before} == before
        assert "only source Organic Search or Webinars and segment Mid-Market" in screen.sentence
    screen.doing(screen.page.reload)
    assert screen.sentence == sentence


NONSENSE = {
    "period": "Last 13 months", "compare": "<b>bold</b>", "window": "91", "as_of": "tomorrow", "grain": "hour",
    "source": "![x](https://evil.example/x.png)", "owner": "<script>window.bad=1</script>",
}  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/leads"])
def test_nonsense_in_a_link_falls_back_with_a_notice_that_is_only_text(sample, visit, path):
    screen = visit(sample, f"{path}?{urlencode(NONSENSE)}")
    assert screen.failures == []
    assert str(USUAL.period) in screen.sentence
    assert "only" not in screen.sentence
    notice = screen.main.get_by_test_id("stAlert")
    assert "could not be used: period=Last 13 months, compare=?b?bold" in notice.inner_text()
    assert notice.locator("b, a, img, script").count() == 0
    assert screen.page.evaluate("() => window.bad") is None


def test_the_days_of_a_link_may_be_half_or_the_wrong_way_round(sample, visit):
    half = visit(sample, "/?period=Other+days&days=2026-03-01")
    assert half.failures == []
    assert "in 1 Mar 2026" in half.sentence
    backwards = visit(sample, "/?period=Other+days&days=2026-03-31&days=2026-03-01")
    assert backwards.failures == []
    assert "Mar 2026" in backwards.sentence


def test_names_that_are_unknown_to_us_are_left_to_their_owners(sample, visit):
    screen = visit(sample, "/?utm_source=newsletter&gclid=1")
    assert screen.main.get_by_test_id("stAlert").count() == 0
