"""The small address at which browsers ask where a room is: whom it answers, and that a question makes nothing."""

from __future__ import annotations

import json

import pytest


def test_it_tells_numbers_and_no_content(real_app):
    answer = real_app.ask("/room-state/sample/1")
    assert answer.status == 200
    told = json.loads(answer.body)
    assert told["room"] == "closed"
    assert told["written"] > 0
    assert told["here"] == 0
    assert set(told) == {"room", "written", "here"}
    assert answer.headers["cache-control"] == "no-store"


def test_a_meeting_that_is_not_there_has_no_room(real_app):
    assert json.loads(real_app.ask("/room-state/sample/999999").body)["room"] == ""


def test_a_question_begins_no_workspace(real_app):
    assert [real_app.ask("/room-state/own/1").status for _ in range(2)] == [404, 404]


@pytest.mark.parametrize("path", ["/room-state/sample/one", "/room-state/sample/1/2", "/room-state/sample/-1"])
def test_what_is_no_number_is_no_meeting(real_app, path):
    assert "room" not in real_app.ask(path).body[:20]


def test_a_foreign_host_is_refused(real_app):
    assert real_app.ask("/room-state/sample/1", Host="evil.example").status == 403


def test_nothing_can_be_written_there(real_app):
    assert real_app.ask("/room-state/sample/1", method="POST", body=b"{}").status == 405
