"""A meeting on its pages: listed, planned, held, closed, remembered; what two sessions do, the store decides."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from time import sleep

import pytest

from smarketing import link
from smarketing.intake.load import load_files
from smarketing.meeting import AGENDAS, LAST_ACTIONS, Outcome, Series, State
from smarketing.periods import PRESETS
from smarketing.scenes import SCENES
from smarketing.store import meetings, minutes, records, rooms
from smarketing.store.engine import open_store
from smarketing.workspace import Workspace
from tests.ui.room import as_on_a_server, components, done, keys, opened, press, says

TODAY = date(2026, 11, 18)
"""The last day of the sample's data."""

AT = 1_795_000_000  # 18 Nov 2026, 11:06 UTC
PLANNED, WEEKLY, MONTHLY = 3, 2, 1
"""The sample's meetings, by their numbers."""


@pytest.fixture(autouse=True)
def server(monkeypatch):
    as_on_a_server(monkeypatch)


@pytest.fixture
def own(folder):
    """A workspace of the team's own without a lead."""
    engine = open_store(f"sqlite:///{folder / 'workspace.db'}", upgrade=True)
    records.write_workspace(engine, Workspace(as_of=TODAY))
    yield engine
    engine.dispose()


def titles(store, number):
    return [item.title for item in meetings.items(store, number)]


def at_point(store, number, title):
    return next(item for item in meetings.items(store, number) if item.title == title)


# --- the list and the plan ----------------------------------------------------------------------


def test_the_list_names_every_meeting_and_plans_the_next_weekly_a_week_after_the_last(store):
    page = opened()
    offered = {b.key: b.label for b in page.button if b.key.startswith("open-")}
    assert offered == {"open-3": "Open the plan", "open-2": "Read the minutes", "open-1": "Read the minutes"}
    assert "Weekly meeting · 18 Nov 2026, 10:00" in says(page)
    assert "Monthly review · 14 Oct 2026, 10:00" in says(page)
    # the last weekly is that of 18 Nov, 10:00 by the clock of Berlin
    assert page.date_input(key="new-day-weekly").value == date(2026, 11, 25)
    assert page.time_input(key="new-hour-weekly").value == time(10)
    page.text_input(key="who").set_value("Ada <b>*x*</b>")
    press(page, "plan-it")
    planned = meetings.meetings(store)[0]
    assert page.query_params["meeting"] in (str(planned.id), [str(planned.id)])
    assert datetime.fromtimestamp(planned.starts_at, UTC) == datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert (planned.series, planned.title, planned.written_by) == (Series.WEEKLY, "Weekly meeting", "Ada <b>*x*</b>")
    assert titles(store, planned.id) == [point.title for point in AGENDAS[Series.WEEKLY]]
    assert "45 minutes planned" in says(page)
    assert all(r"\<b\>\*x\*" in c.value for c in page.caption if "Ada" in c.value)
    # moved: 11:30 in Berlin is 10:30 UTC
    page.date_input(key="moved-day").set_value(date(2026, 11, 26))
    page.time_input(key="moved-hour").set_value(time(11, 30))
    press(page, "move-it")
    assert "26 Nov 2026, 11:30" in says(page)
    moved = meetings.meeting_of(store, planned.id)
    assert datetime.fromtimestamp(moved.starts_at, UTC) == datetime(2026, 11, 26, 10, 30, tzinfo=UTC)


def test_a_meeting_without_a_title_is_refused_in_words_and_nothing_is_planned(store):
    page = opened()
    page.text_input(key="new-title-weekly").set_value(" ")
    press(page, "plan-it")
    assert "A meeting needs a title" in says(page)
    assert len(meetings.meetings(store)) == 3


def test_points_go_up_and_down_and_out_and_come_back_where_they_were(store):
    page, first = opened(meeting=PLANNED), titles(store, PLANNED)
    last, score, moved = (item.id for item in meetings.items(store, PLANNED)[:3])
    assert page.button(key=f"up-{last}").disabled
    press(page, f"down-{last}")
    assert titles(store, PLANNED)[:3] == [first[1], first[0], first[2]]
    press(page, f"up-{last}")
    assert titles(store, PLANNED) == first
    press(page, f"remove-{score}")
    assert titles(store, PLANNED) == [first[0], *first[2:]]
    press(page, "undo-item")
    back = meetings.items(store, PLANNED)
    assert [item.title for item in back] == first
    assert (back[1].minutes, back[1].scene, back[1].place) == (5, "scoreboard", 2)
    assert "undo-item" not in keys(page)
    page.text_input(key="point-title").set_value("Fairs")
    page.number_input(key="point-minutes").set_value(8)
    page.selectbox(key="point-shows").set_value("volume")
    press(page, "add-it")
    added = meetings.items(store, PLANNED)[-1]
    assert (added.title, added.minutes, added.scene) == ("Fairs", 8, "volume")
    page.selectbox(key=f"shows-{moved}-what_moved").set_value("")
    done(page)
    assert at_point(store, PLANNED, "What moved").scene == ""
    assert f"filters-{moved}" not in keys(page)


def test_the_filters_on_screen_become_a_points_view_that_moves_along(store):
    page, item = opened(meeting=PLANNED), at_point(store, PLANNED, "Pipeline")
    page.selectbox(key="period").set_value("Last 3 months")
    page.multiselect(key="source").set_value(["Webinars"])
    done(page)
    press(page, f"filters-{item.id}")
    kept = at_point(store, PLANNED, "Pipeline").query
    assert "as_of" not in kept
    for day in (TODAY, date(2027, 2, 3)):
        view = link.filters_of(kept, today=day)
        assert (view.period, view.as_of, view.source) == (PRESETS["Last 3 months"](day), day, ("Webinars",))
    assert "The usual view" not in next(c.value for c in page.caption if "Webinars" in c.value)


def test_who_changes_a_point_that_another_has_changed_is_told_and_shown_what_stands(store):
    first, second = opened(meeting=PLANNED), opened(meeting=PLANNED)
    item = at_point(store, PLANNED, "Scoreboard")
    for page, name, minutes_typed in ((first, "Ada", 7), (second, "Ben", 9)):
        page.text_input(key="who").set_value(name)
        page.number_input(key=f"minutes-{item.id}-5").set_value(minutes_typed)
        done(page)
    assert "Ada changed this" in says(second)
    assert "It is shown as it stands now" in says(second)
    assert at_point(store, PLANNED, "Scoreboard").minutes == 7
    assert second.number_input(key=f"minutes-{item.id}-7").value == 7


def test_what_is_on_screen_is_put_on_an_agenda_with_its_filters(store):
    page = opened("acceptance")
    page.multiselect(key="source").set_value(["Paid Social"])
    done(page)
    page.selectbox(key="agenda-shows-acceptance").set_value("voice_of_sales")
    press(done(page), "agenda-add")
    added = meetings.items(store, PLANNED)[-1]
    assert (added.title, added.scene) == (SCENES["voice_of_sales"].label, "voice_of_sales")
    assert link.filters_of(added.query, today=TODAY).source == ("Paid Social",)
    assert "is on the agenda" in says(page)


# --- the room -----------------------------------------------------------------------------------


def begun(name="Ada"):
    page = opened(meeting=PLANNED)
    page.text_input(key="who").set_value(name)
    return press(page, "begin")


def metrics(page):
    return [(m.label, m.value, m.delta) for m in page.metric]


def test_a_meeting_is_held_and_its_numbers_stay_when_those_of_today_change(store, tmp_path):
    page = begun()
    assert {"clock", "typed"} <= set(components(page))
    assert "You lead." in says(page)
    assert "## 3 actions from earlier meetings, 1 past its day" in says(page)
    # --- last time first: one of them is settled
    late = next(a for a in meetings.actions(store) if a.task == "Answer the overdue MQLs of Paid Social")
    page.text_input(key=f"result-{late.id}").set_value("  All *are* answered. ")
    press(page, f"done-{late.id}")
    settled = next(a for a in meetings.actions(store) if a.id == late.id)
    assert (settled.outcome, settled.settled_day, settled.result) == (Outcome.DONE, TODAY, "All *are* answered.")
    assert "## 2 actions from earlier meetings" in says(page)
    # --- the next point
    press(page, "room-next")
    assert "**2. Scoreboard**" in says(page)
    shown = metrics(page)
    assert [label for label, _, _ in shown][:2] == ["MQLs", "Acceptance rate"]
    press(page, f"go-{at_point(store, PLANNED, 'Hand-off and rejected').id}")
    assert page.get("plotly_chart")
    # --- closed
    press(page, "close-meeting")
    assert meetings.meeting_of(store, PLANNED).state is State.RUNNING  # it asks first
    press(page, "close-for-good")
    kept = minutes.minutes_of(store, PLANNED)
    assert (kept.closed_by, kept.as_of) == ("Ada", TODAY)
    assert "closed by Ada. Every number stands as it was known at the end of 18 Nov 2026" in says(page)
    frozen = metrics(page)
    assert frozen[: len(shown)] == shown
    # --- one more MQL, of the day before: today's number is another, that of the minutes is not
    more = tmp_path / "more.csv"
    more.write_text("key,source,lead,mql,updated\nNEW1,Webinars,2026-11-17,2026-11-17,2026-11-17\n")
    load_files(store, [more], actor="test", at=AT)
    sleep(1.05)  # the data's version is asked for at most once a second
    assert metrics(opened(meeting=PLANNED)) == frozen
    today = {label: value for label, value, _ in metrics(opened("today"))}
    before = int(shown[0][1].replace(",", ""))
    assert today["MQLs"] == f"{before + 1:,}"


def test_the_end_of_a_meeting_is_not_reached_by_chance(store):
    page = press(begun(), "close-meeting")
    press(page, "close-not-yet")
    assert meetings.meeting_of(store, PLANNED).state is State.RUNNING
    assert "close-for-good" not in keys(page)


def test_an_action_gets_its_side_its_day_and_a_number_to_move_and_comes_back_when_taken_out(store):
    page = begun()
    item = at_point(store, PLANNED, "Last actions")
    made = meetings.write_action(store, PLANNED, item_id=item.id, task="Call <i>them</i>", owner="Ada", due_day=TODAY,
                                 actor="Ada", at=AT)  # fmt: skip
    sleep(0.55)  # what was read serves for half a second
    done(page)
    page.selectbox(key=f"side-{made.id}-").set_value("sales")
    done(page)
    page.date_input(key=f"due-{made.id}-{TODAY}").set_value(date(2026, 11, 27))
    done(page)
    page.selectbox(key=f"metric-{made.id}-").set_value("acceptance_rate")
    done(page)
    page.number_input(key=f"target-{made.id}-None").set_value(60.0)
    done(page)
    (now,) = meetings.actions(store, PLANNED)
    assert (now.side, now.due_day, now.metric, now.target) == ("sales", date(2026, 11, 27), "acceptance_rate", 0.6)
    assert now.then_day == TODAY
    assert 0.3 < now.then < 0.7  # a share, of the point's usual view
    press(page, f"remove-action-{made.id}")
    assert meetings.actions(store, PLANNED) == []
    press(page, "undo-remove")
    (back,) = meetings.actions(store, PLANNED)
    kept = ("task", "owner", "side", "due_day", "metric", "query", "target", "then", "then_day", "item_id")
    assert [getattr(back, name) for name in kept] == [getattr(now, name) for name in kept]


def test_who_follows_sees_the_leaders_page_until_looking_around_alone_and_can_take_the_lead(store):
    ada = begun()
    ben = opened(meeting=PLANNED)
    ben.text_input(key="who").set_value("Ben")
    done(ben)
    assert "You follow **Ada**" in says(ben)
    assert ben.button(key="room-next").disabled
    ada.toggle(key="lead-open-True").set_value(False)
    done(ada)
    sleep(0.55)
    assert done(ben).button(key="take-lead").disabled
    ada.switch_page("../../pages/funnel/acceptance.py")
    done(ada)
    assert rooms.room_of(store, PLANNED).page == "acceptance"
    sleep(0.55)
    assert done(ben).get("plotly_chart")
    assert "You follow **Ada**" in says(ben)
    ben.selectbox(key="compare").set_value("No comparison")
    done(ben)
    assert "You look around alone" in says(ben)
    press(ben, "follow-back")
    assert "You follow **Ada**" in says(ben)
    assert ben.selectbox(key="compare").value == "Previous period"
    ada.toggle(key="lead-open-False").set_value(True)
    done(ada)
    sleep(0.55)
    press(done(ben), "take-lead")
    assert "You lead." in says(ben)
    assert rooms.room_of(store, PLANNED).presenter_name == "Ben"
    sleep(0.55)
    assert "You follow **Ben**" in says(done(ada))
    press(ada, "leave-room")
    assert "You follow" not in says(ada)


# --- minutes ------------------------------------------------------------------------------------


def test_minutes_are_offered_as_papers_and_tell_what_became_of_their_actions(store):
    page = opened(meeting=WEEKLY)
    assert {"paper-pptx", "paper-pdf", "paper-html", "paper-md", "paper-ics"} <= keys(page)
    assert "send-minutes" not in keys(page)  # nobody is named whom they go to
    said = says(page)
    assert "**The partner programme starts again**" in said
    assert "today: **done** on 16 Nov 2026: In the CRM since Monday." in said
    assert "today: **open, past its day**" in said
    assert "done** on 6 Nov 2026 (late): Two reps of Team North" in says(opened(meeting=MONTHLY))
    score = at_point(store, WEEKLY, "Hand-off and rejected")
    press(page, f"today-{score.id}")
    assert page.date_input(key="as_of").value == TODAY
    assert page.get("plotly_chart")
    assert "plan-ics" in keys(opened(meeting=PLANNED))


# --- what was, over all meetings ----------------------------------------------------------------


def found(page):
    """The kinds of row that are listed, with their numbers."""
    return sorted(key.removeprefix("of-") for key in keys(page) if key.startswith("of-"))


def test_the_history_counts_what_was_done_in_time_and_is_searched(store):
    page = opened("history")
    # due by 18 Nov: the stand-in (late), the twenty leads, the deals, the overdue MQLs (open), the split
    assert "#### 3 of 5 actions that were due were done in time" in says(page)
    (table,) = (d.value for d in page.dataframe)
    rates = {row[0]: row[1:3] for row in table.astype(str).values.tolist()}
    assert {whose: of for whose, (_, of) in rates.items()} == {
        "All": "3 of 5", "Marketing": "1 of 1", "Sales": "2 of 4", "Anke Marten": "1 of 1", "Georg Talbot": "2 of 4",
    }  # fmt: skip
    assert rates["All"][0].startswith("60.0")
    assert len(found(page)) == 3 + 7
    page.text_input(key="words").set_value("BUDGET webinars")
    assert found(done(page)) == ["action-4", "decision-2"]
    page.button_group(key="kinds").set_value(["Decision"])
    assert found(done(page)) == ["decision-2"]
    page.text_input(key="words").set_value("")
    page.button_group(key="kinds").set_value(["Past its day", "Done"])
    page.multiselect(key="whose").set_value(["Georg Talbot"])
    done(page)
    assert {a.id for a in meetings.actions(store) if a.owner == "Georg Talbot"} == {
        int(key.removeprefix("action-")) for key in found(page)
    }
    page.text_input(key="words").set_value("no such word")
    assert found(done(page)) == []
    assert "0 of 10" in says(page)


def test_an_action_is_settled_from_the_history(store):
    page = opened("history")
    open_now = [a for a in meetings.actions(store) if a.outcome is Outcome.OPEN]
    page.text_input(key=f"result-{open_now[0].id}").set_value("Not worth it")
    press(page, f"dropped-{open_now[0].id}")
    settled = next(a for a in meetings.actions(store) if a.id == open_now[0].id)
    assert (settled.outcome, settled.settled_day, settled.result) == (Outcome.DROPPED, TODAY, "Not worth it")
    assert "**dropped** on 18 Nov 2026: Not worth it" in says(page)
    assert f"dropped-{settled.id}" not in keys(page)


# --- before the first lead ----------------------------------------------------------------------


def test_in_an_empty_workspace_a_meeting_is_planned_and_its_scenes_say_what_is_missing(own):
    assert "No meeting has decided anything yet" in says(opened("history"))
    page = opened()
    assert "No meeting is planned yet" in says(page)
    assert page.date_input(key="new-day-weekly").value == TODAY
    page.button_group(key="new-series").set_value(Series.MONTHLY)
    press(done(page), "plan-it")
    (planned,) = meetings.meetings(own)
    assert (planned.series, planned.title) == (Series.MONTHLY, "Monthly review")
    press(page, "begin")
    assert "Nothing is open from earlier meetings." in says(page)
    for item in meetings.items(own, planned.id)[1:]:
        press(page, "room-next")
        assert f"{item.title}**" in says(page)
        expected = "No lead is stored yet" if item.scene in SCENES else "Nothing is decided yet in this meeting."
        assert item.scene != LAST_ACTIONS
        assert expected in says(page)
    press(press(page, "close-meeting"), "close-for-good")
    assert "paper-pdf" in keys(page)
    assert minutes.minutes_of(own, planned.id).items[1].scene.title == "No lead is stored yet"
