"""A team's own names of stages: what is safe to guess, what a person says, and what is asked."""

from dataclasses import replace

import pytest

from smarketing.intake.stage_names import GUESSED, OF_DEALS, OF_LEADS, SAID, USUAL, guess
from smarketing.periods import to_date
from tests.intake.world import OPTIONS, checked, table

OPENED, CLOSED = "2026-01-05", "2026-03-05"


def deals(*stages, said=None, **columns):
    """A list of deals, each in one of these stages, as the file and a person tell it."""
    rows = [{"deal name": f"d{n}", "deal stage": stage, "opened": OPENED, "close date": CLOSED, "amount": "5"} | columns
            for n, stage in enumerate(stages)]  # fmt: skip
    return checked(table(*rows), options=replace(OPTIONS, stages=said or {}))


def ends(found):
    """For each deal: what the days that it has say."""
    days = found.frame[["sql_raw", "opened_raw", "won_raw", "lost_raw"]].notna()
    return [" ".join(c.removesuffix("_raw") for c in days.columns if row[c]) for _, row in days.iterrows()]


def whys(found):
    return {n.name: (n.means, n.why) for names in found.stages.values() for n in names}


GUESSES = {
    "Closed Won - Annual": "Customer", "Signed": "Customer", "gewonnen!": "Customer", "customer": "Customer",
    "Vertrag unterschrieben": "Customer", "Contrat signé": "Customer", "Closed Lost - No budget": "Lost",
    "Lost to competition": "Lost", "Abgelehnt": "Lost",
    "SQL": "SQL", "Not won": None, "To be signed": None, "Won't close": None, "NDA signed": None,
    "Won/Lost": None, "Customer review": None, "Verbal yes": None, "Closed": None, "\U0001f525": None,
}  # fmt: skip


@pytest.mark.parametrize(("name", "means"), GUESSES.items(), ids=GUESSES)
def test_a_name_is_guessed_only_where_its_words_are_safe(name, means):
    assert guess(name, OF_DEALS) == means


def test_a_lead_may_be_rejected_and_a_deal_is_lost():
    assert (guess("Rejected by sales", OF_LEADS), guess("Rejected by sales", OF_DEALS)) == ("Rejected", "Lost")


def test_any_name_of_a_deals_stage_is_an_open_opportunity_unless_it_is_known_or_safe():
    found = deals("Discovery", "Signed", "Closed Lost", "Contract Sent")
    assert ends(found) == ["opened", "opened won", "opened lost", "opened"]
    assert whys(found) == {"Discovery": ("Opportunity", USUAL), "Signed": ("Customer", GUESSED)}


def test_what_a_person_says_of_a_name_counts_however_it_is_written():
    said = {"DISCOVERY": "SQL", "Signed": "Opportunity", "Verbal yes": "Customer", "Closed Won": "Lost"}
    found = deals("Discovery", "Signed", "Verbal yes", "Closed Won", said=said)
    assert ends(found) == ["sql", "opened", "opened won", "opened lost"]
    assert {why for _, why in whys(found).values()} == {SAID}


def test_to_confirm_the_usual_changes_nothing_but_the_reason():
    names = ("Discovery", "On hold", "Closed Won")
    usual, said = deals(*names), deals(*names, said=dict.fromkeys(names[:2], "Opportunity"))
    assert usual.frame.equals(said.frame)
    assert [n.rows for n in next(iter(said.stages.values()))] == [1, 1]


@pytest.mark.parametrize(
    "columns",
    [{"won date": "2026-02-05", "lost date": ""}, {"is closed won": "No"}, {"deal status": "Open"}],
    ids=lambda columns: next(iter(columns)),
)
def test_nothing_is_asked_where_something_else_tells_the_end(columns):
    found = deals("Discovery", "Signed", **columns)
    assert whys(found) == {}
    assert found.frame["won_raw"].notna().tolist() == ["won date" in columns] * 2


def test_a_status_stands_in_for_a_stage():
    rows = [
        {"deal name": "a", "status": s, "opened": OPENED, "closed": CLOSED, "amount": "5"} for s in ("Active", "Won")
    ]
    found = checked(table(*[r | {"deal name": str(n)} for n, r in enumerate(rows)]))
    assert whys(found) == {"Active": ("Opportunity", USUAL)}
    assert ends(found) == ["opened", "opened won"]


def test_a_deal_that_is_won_on_no_day_counts_as_open_and_that_is_said():
    rows = [
        {"deal name": str(n), "deal stage": s, "opened": OPENED, "amount": "5"}
        for n, s in enumerate(("Signed", "Lead in"))
    ]
    found = checked(table(*rows))
    assert ends(found) == ["opened", "opened"]
    assert any("1 deals are won or lost by their stage on no day" in line for line in found.receipt.sentences())


def statuses(*states, said=None, header="Lead Status", **columns):
    rows = [{"email": f"{n}@example.com", "source": "Web", header: s} | columns for n, s in enumerate(states)]
    return checked(table(*rows), options=replace(OPTIONS, stages=said or {}))


def test_a_leads_own_names_are_leads_until_somebody_says_more():
    found = statuses("Demo done", "Ghosted", "Hot", "Partner")
    assert found.frame["state"].tolist() == [0, 0, 0, 0]
    said = {"Demo done": "SQL", "Ghosted": "Rejected", "partner": "No lead"}
    found = statuses("Demo done", "Ghosted", "Hot", "Partner", said=said)
    assert found.frame["state"].tolist() == [3, 0, 0, -1]
    assert found.frame["left"].fillna("").tolist() == ["", "rejected", "", ""]


def test_an_odd_name_among_lifecycle_stages_is_no_lead_and_has_no_day_of_creation():
    found = statuses("Customer", "Lead", "Partner", header="Lifecycle Stage", **{"create date": OPENED})
    assert whys(found) == {"Partner": ("No lead", USUAL)}
    assert found.frame["lead_raw"].notna().tolist() == [True, True, False]
    assert to_date(found.frame["lead_raw"][0]).isoformat() == OPENED


def test_the_receipt_says_what_was_guessed_and_what_was_said():
    told = deals("Discovery", "Signed", "Verbal yes", said={"Verbal yes": "Customer"}).receipt.sentences()
    assert (
        "“deal stage”: “Discovery” (1) was taken for an open opportunity (the usual, as nobody said otherwise)." in told
    )
    assert "“deal stage”: “Signed” (1) was taken for won (guessed by their words)." in told
    assert "“deal stage”: “Verbal yes” (1) was taken for won (as was said)." in told
