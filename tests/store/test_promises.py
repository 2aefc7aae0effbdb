"""The agreement is written, signed and kept on both databases; what it judges is judged by the version of its day."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from smarketing.agreement import Calendar, Goal, Side, Terms
from smarketing.errors import SettingError, StaleEdit
from smarketing.filters import Compare, Filters
from smarketing.groups import Choice, Group
from smarketing.periods import Period, to_number
from smarketing.store import promises, records
from smarketing.store.engine import reading
from smarketing.store.facts import writing
from smarketing.store.follow_up import follow_up, overdue, waits
from smarketing.store.rows import BY_DUE
from smarketing.store.rows import leads as rows_of
from smarketing.store.schema import import_batch, lead
from smarketing.workspace import Workspace

TERMS = Terms(goals=(Goal(mqls=100, value=5000.0), Goal("Fairs", ("Fairs",), ("Large",), 7)))
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)  # a Wednesday


def seconds(day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(2026, 6, day, hour, minute, tzinfo=UTC).timestamp())


def signed(store, terms=TERMS, day=JUNE):
    draft = promises.write_draft(store, terms, day, actor="Ann", at=1)
    draft = promises.sign(store, draft, Side.MARKETING, "Ann", at=2)
    return promises.sign(store, draft, Side.SALES, "Ben", at=3)


def test_what_was_written_and_signed_is_read_again(store):
    made = signed(store)
    (found,) = promises.agreements(store)
    assert found == made
    assert found.is_signed
    assert [(e.action, e.actor) for e in promises.history(store)] == [
        ("signed", "Ben"), ("signed", "Ann"), ("written", "Ann")
    ]  # fmt: skip


def test_the_second_to_save_is_refused_and_sees_what_stands_there_now(store):
    draft = promises.write_draft(store, TERMS, JUNE, actor="Ann", at=1)
    hers = promises.change_draft(store, draft, TERMS.changed(touch_hours=4.0), JUNE, actor="Ann", at=2)
    with pytest.raises(StaleEdit, match="changed by Ann") as refusal:
        promises.change_draft(store, draft, TERMS.changed(touch_hours=9.0), JUNE, actor="Ben", at=3)
    assert refusal.value.theirs == hers
    assert promises.agreements(store) == [hers]


def test_of_many_who_save_at_once_one_is_heard_and_nothing_is_lost(store):
    draft = promises.write_draft(store, TERMS, JUNE, actor="Ann", at=1)

    def save(hours: int) -> bool:
        try:
            promises.change_draft(store, draft, TERMS.changed(touch_hours=float(hours)), JUNE, actor=str(hours), at=2)
        except StaleEdit:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        heard = list(pool.map(save, range(1, 13)))
    assert sum(heard) == 1
    (found,) = promises.agreements(store)
    assert found.terms.touch_hours == heard.index(True) + 1
    assert [e.action for e in promises.history(store)] == ["changed", "written"]


@pytest.mark.slow
def test_of_six_hundred_edits_by_twelve_at_once_none_is_lost(store):
    promises.write_draft(store, TERMS.changed(text=""), JUNE, actor="Ann", at=1)

    def edit(who: int) -> int:
        """Add fifty marks, each to what stands there; how often that was refused."""
        refused, written = 0, 0
        while written < 50:
            (there,) = promises.agreements(store)
            marked = there.terms.changed(text=f"{there.terms.text}{who}.{written} ")
            try:
                promises.change_draft(store, there, marked, JUNE, actor=str(who), at=2)
                written += 1
            except StaleEdit:
                refused += 1
        return refused

    with ThreadPoolExecutor(12) as pool:
        refused = sum(pool.map(edit, range(12)))
    (found,) = promises.agreements(store)
    assert sorted(found.terms.text.split()) == sorted(f"{who}.{n}" for who in range(12) for n in range(50))
    assert len(promises.history(store)) == 601
    print(f"600 edits kept, {refused} refused and made again")


def test_a_clock_that_was_put_back_changes_no_order_of_the_audit(store):
    draft = promises.write_draft(store, TERMS, JUNE, actor="Ann", at=7200)
    draft = promises.change_draft(store, draft, TERMS.changed(attempts=9), JUNE, actor="Ben", at=3600)
    promises.sign(store, draft, Side.SALES, "Ben", at=3500)
    assert [(e.action, e.at) for e in promises.history(store)] == [
        ("signed", 3500), ("changed", 3600), ("written", 7200)
    ]  # fmt: skip


def test_changed_words_have_to_be_signed_anew(store):
    draft = promises.write_draft(store, TERMS, JUNE, actor="Ann", at=1)
    draft = promises.sign(store, draft, Side.SALES, "Ben", at=2)
    promises.change_draft(store, draft, TERMS.changed(attempts=9), JUNE, actor="Ann", at=3)
    (found,) = promises.agreements(store)
    assert found.signatures == ()


def test_nobody_signs_words_that_were_changed_since(store):
    draft = promises.write_draft(store, TERMS, JUNE, actor="Ann", at=1)
    promises.change_draft(store, draft, TERMS.changed(attempts=9), JUNE, actor="Ann", at=2)
    with pytest.raises(StaleEdit):
        promises.sign(store, draft, Side.SALES, "Ben", at=3)
    assert promises.agreements(store)[0].signatures == ()


def test_both_sides_may_sign_what_both_had_open(store):
    draft = promises.write_draft(store, TERMS, JUNE, actor="Ann", at=1)
    promises.sign(store, draft, Side.MARKETING, "Ann", at=2)
    assert promises.sign(store, draft, Side.SALES, "Ben", at=3).is_signed


def test_a_signed_version_is_never_changed_and_a_new_one_begins_later(store):
    made = signed(store)
    with pytest.raises(SettingError, match="signed and can't be changed"):
        promises.change_draft(store, made, TERMS, JULY, actor="Ann", at=4)
    with pytest.raises(SettingError, match="in force since 1 Jun 2026"):
        promises.write_draft(store, TERMS, JUNE, actor="Ann", at=4)


def test_one_version_is_written_at_a_time(store):
    promises.write_draft(store, TERMS, JUNE, actor="Ann", at=1)
    with pytest.raises(SettingError, match="being written already, by Ann"):
        promises.write_draft(store, TERMS, JULY, actor="Ben", at=2)


def test_a_discarded_draft_is_gone_and_its_words_stay_in_the_audit_trail(store):
    draft = promises.write_draft(store, TERMS, JUNE, actor="Ann", at=1)
    promises.discard_draft(store, draft, actor="Ben", at=2)
    assert promises.agreements(store) == []
    last = promises.history(store)[0]
    assert (last.action, last.actor, last.before["terms"]["touch_hours"]) == ("discarded", "Ben", 8.0)


def test_a_draft_in_the_place_of_a_discarded_one_is_not_taken_for_it(store):
    first = promises.write_draft(store, TERMS, JUNE, actor="Ann", at=1)
    promises.discard_draft(store, first, actor="Ben", at=2)
    second = promises.write_draft(store, TERMS.changed(attempts=9), JUNE, actor="Ben", at=3)
    assert (second.number, second.version) == (first.number, first.version)
    with pytest.raises(StaleEdit):
        promises.change_draft(store, first, TERMS, JUNE, actor="Ann", at=4)
    assert promises.agreements(store)[0].terms.attempts == 9


def test_an_import_that_runs_while_a_version_is_signed_is_judged_by_it(store):
    draft = promises.write_draft(store, TERMS.changed(touch_hours=2.0), JUNE, actor="Ann", at=1)
    draft = promises.sign(store, draft, Side.MARKETING, "Ann", at=2)
    with ThreadPoolExecutor(1) as other:
        with writing(store) as connection:  # an import that has asked who judges, and has not ended
            judge = promises.judge_in(connection)
            signing = other.submit(promises.sign, store, draft, Side.SALES, "Ben", at=3)
            time.sleep(0.3)
            assert not signing.done()
            assert len(judge.rules) == 1
            leads_in(connection, (3, {"mql_at": seconds(3, 9), "assigned_at": seconds(3, 10)}))
        signing.result(timeout=60)
    assert judged(store, "L0").touch_due_at == seconds(3, 12)


# --- what it judges -----------------------------------------------------------------------------


def leads(store, *rows):
    """Leads of MQL days in June 2026: day, and moments by column."""
    with store.begin() as connection:
        leads_in(connection, *rows)


def leads_in(connection, *rows):
    batch = insert(import_batch).values(started_at=0, actor="test").returning(import_batch.c.id)
    batch_id = connection.execute(batch).scalar_one()
    for n, (day, moments) in enumerate(rows):
        number = to_number(date(2026, 6, day))
        days = {"lead_raw": number, "lead_day": number, "mql_raw": number, "mql_day": number}
        connection.execute(insert(lead).values(import_id=batch_id, key=f"L{n}", version=0, **(days | moments)))


def judged(store, key):
    with reading(store) as connection:
        return connection.execute(select(lead).where(lead.c.key == key)).one()


def test_a_lead_is_judged_by_the_version_of_its_day(store):
    leads(store, (1, {"mql_at": seconds(1, 9), "assigned_at": seconds(1, 10)}),
          (15, {"mql_at": seconds(15, 9), "assigned_at": seconds(15, 10)}))  # fmt: skip
    signed(store, TERMS.changed(touch_hours=2.0))
    signed(store, TERMS.changed(touch_hours=4.0), date(2026, 6, 10))
    assert judged(store, "L0").touch_due_at == seconds(1, 12)  # 10:00 + 2 business hours
    assert judged(store, "L1").touch_due_at == seconds(15, 14)  # 10:00 + 4


def test_before_the_first_agreement_only_an_answer_is_due_and_that_by_the_day(store):
    leads(store, (4, {"mql_at": seconds(4, 9), "assigned_at": seconds(4, 10), "first_touch_at": seconds(4, 11)}))
    with store.begin() as connection:
        promises.judge_again(connection)
    row = judged(store, "L0")
    assert row.touch_due_at is None
    assert row.touch_minutes == 60
    assert row.decide_due_at == seconds(9, 0) - 1  # Thursday + 2 business days: the end of Monday the 8th


def test_a_changed_deadline_of_the_workspace_judges_the_stored_leads_anew(store):
    records.write_workspace(store, Workspace())
    leads(store, (4, {"mql_at": seconds(4, 9)}))
    records.write_workspace(store, Workspace(response_days=1))
    assert judged(store, "L0").decide_due_at == seconds(6, 0) - 1  # the end of Friday the 5th


def test_met_late_breached_and_pending_add_up_and_turn_at_the_very_second(store):
    due = seconds(3, 12)
    rows = [
        (3, {"assigned_at": seconds(3, 10), "first_touch_at": due}),  # met, in its last second
        (3, {"assigned_at": seconds(3, 10), "first_touch_at": due + 1}),  # late, by a second
        (3, {"assigned_at": seconds(3, 10)}),  # nobody has touched it
        (3, {}),  # a bare date and nobody assigned: promised nothing
    ]
    leads(store, *rows)
    signed(store, TERMS.changed(touch_hours=2.0))
    view = Filters(period=Period(JUNE, date(2026, 6, 30)), as_of=date(2026, 6, 3), compare=Compare.NOTHING)

    def states(until):
        sums = follow_up(store, view, until=until).sum(numeric_only=True)
        return {s: int(sums[f"touch_{s}"]) for s in ("met", "late", "breached", "pending", "unjudged")}

    assert states(due - 1) == {"met": 0, "late": 0, "breached": 0, "pending": 3, "unjudged": 1}
    assert states(due) == {"met": 1, "late": 0, "breached": 2, "pending": 0, "unjudged": 1}
    assert states(due + 1) == {"met": 1, "late": 1, "breached": 1, "pending": 0, "unjudged": 1}


def test_a_later_contact_stands_in_for_a_missing_first_touch_and_is_told_as_a_proxy(store):
    leads(
        store,
        (3, {"assigned_at": seconds(3, 10), "last_contacted_at": seconds(3, 11)}),
        (3, {"assigned_at": seconds(3, 10), "last_contacted_at": seconds(3, 9)}),  # before: proves nothing
    )
    signed(store)
    first, second = judged(store, "L0"), judged(store, "L1")
    assert (first.touched_at, first.touch_by_proxy, first.touch_minutes) == (seconds(3, 11), 1, 60)
    assert (second.touched_at, second.touch_by_proxy) == (None, None)


def test_an_mql_of_a_bare_date_owes_its_answer_by_the_end_of_a_business_day(store):
    answered = {"sal_raw": to_number(date(2026, 6, 5)), "sal_day": to_number(date(2026, 6, 5))}
    leads(store, (3, answered))
    signed(store)  # 16 hours are two working days
    row = judged(store, "L0")
    assert row.decide_due_at == seconds(6, 0) - 1
    assert row.decided_at == seconds(5, 0)  # answered on the due day: in time
    assert row.decide_minutes is None


def test_what_was_answered_on_the_first_day_of_a_year_is_judged(store):
    new_year = to_number(date(2026, 1, 1))
    days = dict.fromkeys(("lead_raw", "lead_day", "mql_raw", "mql_day", "sal_raw", "sal_day"), new_year)
    leads(store, (3, days))
    with store.begin() as connection:
        promises.judge_again(connection)
    assert judged(store, "L0").decided_at == int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


def test_a_rep_who_had_the_lead_before_a_bare_mql_date_owes_nothing_by_the_hour(store):
    last_year = int(datetime(2025, 3, 3, 10, tzinfo=UTC).timestamp())
    leads(
        store, (3, {"assigned_at": last_year, "first_touch_at": seconds(3, 11)}), (3, {"assigned_at": seconds(3, 10)})
    )
    signed(store)
    early, same_day = judged(store, "L0"), judged(store, "L1")
    assert (early.arrived_at, early.touch_due_at, early.touch_minutes) == (None, None, None)
    assert early.decide_due_at == seconds(6, 0) - 1  # its answer is due all the same, by the day
    assert same_day.arrived_at == seconds(3, 10)


def test_who_waits_counts_for_the_business_hours_waited(store):
    leads(
        store,
        (3, {"assigned_at": seconds(3, 10)}),
        (3, {"assigned_at": seconds(3, 10), "first_touch_at": seconds(3, 13)}),
    )
    signed(store)
    view = Filters(period=Period(JUNE, date(2026, 6, 30)), as_of=date(2026, 6, 4), compare=Compare.NOTHING)
    told = waits(store, view, until=seconds(4, 10), calendar=Calendar())
    # untouched: 10–17 on Wednesday and 9–10 on Thursday, 8 hours; touched after 3
    assert dict(zip(told["touched"], told["minutes"], strict=True)) == {0: 480, 1: 180}


def test_whoever_answered_is_owed_nothing_any_more(store):
    rejected = {"rejected_raw": to_number(date(2026, 6, 3)), "rejected_day": to_number(date(2026, 6, 3))}
    assigned, touched = {"assigned_at": seconds(3, 10)}, {"first_touch_at": seconds(3, 11)}
    leads(store, (3, assigned), (3, assigned | rejected), (3, assigned | touched | rejected))
    signed(store, TERMS.changed(touch_hours=2.0))
    view = Filters(period=Period(JUNE, date(2026, 6, 30)), as_of=date(2026, 6, 4), compare=Compare.NOTHING)
    found = overdue(store, view, until=seconds(4, 23), calendar=Calendar())
    assert found[["promise", "leads", "due_at", "seconds_over"]].values.tolist() == [
        ["touch", 1, seconds(3, 12), 13 * 3600]  # 12 to 17 on Wednesday, 9 to 17 on Thursday
    ]


def test_the_leads_behind_the_board_say_what_they_wait_for_and_how_long(store):
    touched = {"first_touch_at": seconds(3, 11)}
    leads(
        store,
        (3, {"assigned_at": seconds(3, 10)}),  # untouched: due at 12
        (3, {"assigned_at": seconds(3, 10)} | touched),  # unanswered: 16 hours later, at 10 on Friday
        (4, {"assigned_at": seconds(4, 16)}),  # due at 10 on Friday
    )
    signed(store, TERMS.changed(touch_hours=2.0))
    view = Filters(period=Period(JUNE, date(2026, 6, 30)), as_of=date(2026, 6, 5), compare=Compare.NOTHING)

    def shown(until):
        choice = Choice(Group.OVERDUE, sort=BY_DUE, newest_first=False, until=until)
        found = rows_of(store, view, choice).rows
        return found[["key", "promise", "hours_over"]].values.tolist()

    due = seconds(5, 10)
    assert shown(due - 1) == [["L0", "touch", pytest.approx(14 - 1 / 3600)]]  # 12 to 17, 9 to 17, 9 to 10
    assert shown(due) == [["L0", "touch", 14], ["L1", "decide", 0], ["L2", "touch", 0]]
