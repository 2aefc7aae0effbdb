"""What every request passes (`reliability.md` rows 30, 35 and 36): headers, addresses, downloads."""

from __future__ import annotations

import base64
import hashlib
import re
import time

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus

from smarketing.ui.guards import CONTENT_POLICY, SECURITY_HEADERS, files_in, is_named

ROUTES = (
    "/", "/funnel/volume", "/livez", "/readyz", "/media/0123.csv", "/_stcore/health", "/_stcore/host-config",
    "/_stcore/metrics", "/static/nothing.js", "/no/such/page",
)  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_every_response_carries_the_security_headers(real_app, route):
    headers = real_app.ask(route).headers
    assert {name: headers.get(name.lower()) for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_streamlits_counts_of_sessions_are_told_to_nobody(real_app):
    assert real_app.ask("/_stcore/metrics").status == 403


def test_the_content_policy_lets_no_outside_host_and_no_stray_script_in():
    said = " ".join(CONTENT_POLICY.values())
    sources = set(said.split()) - {"'self'", "'none'", "data:", "blob:"}
    assert {source for source in sources if not source.startswith("'sha256-")} == {"'unsafe-inline'"}
    assert "unsafe" not in CONTENT_POLICY["script-src"]
    assert "unsafe" not in CONTENT_POLICY["default-src"]


def test_a_browser_gets_a_name_that_scripts_and_other_sites_cannot_read(real_app):
    cookie = real_app.ask("/", Accept="text/html").headers["set-cookie"]
    assert re.fullmatch(r"smarketing_browser=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax", cookie)
    assert "set-cookie" not in real_app.ask("/", Accept="text/html", Cookie=cookie.partition(";")[0]).headers


def test_behind_tls_the_name_travels_over_tls_only(real_app):
    assert real_app.ask("/", Accept="text/html", X_Forwarded_Proto="https").headers["set-cookie"].endswith("; Secure")


@pytest.mark.parametrize("path", ["/", "/volume", "/volume?source=Webinar", "/no-such-page"])
def test_a_cold_link_gets_the_page_and_is_told_where_its_server_is(real_app, path):
    answer = real_app.ask(path)
    assert answer.status == 200
    assert 'BACKEND_BASE_URL: location.origin + "/"' in answer.body
    scripts = re.findall(r"<script>(.*?)</script>", answer.body, re.DOTALL)
    named = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert all(f"'sha256-{one}'" in answer.headers["content-security-policy"] for one in named)


# --- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "", "@", "[::1"])
def test_a_false_host_is_refused(real_app, host):
    assert real_app.ask("/", Host=host).status == 403
    assert real_app.ask("/livez", Host=host).status == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8501", "[::1]:8501"])
def test_the_machines_own_names_are_answered(real_app, host):
    assert real_app.ask("/livez", Host=host).status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_a_websocket_of_a_foreign_page_or_of_no_page_is_refused(real_app, origin):
    with pytest.raises(InvalidStatus) as refused:
        real_app.stream(origin=origin)
    assert refused.value.response.status_code == 403


def test_a_websocket_of_our_own_page_is_opened(real_app):
    with real_app.stream() as stream:
        assert stream.subprotocol == "streamlit"


def test_an_upload_without_its_token_is_refused(small_app):
    with small_app.visit() as page:
        session = next(m.new_session.initialize.session_id for m in page.messages if m.HasField("new_session"))
        assert small_app.ask(f"/_stcore/upload_file/{session}/1", method="PUT", body=b"x").status == 403


@pytest.mark.parametrize(
    ("host", "names", "ours"),
    [
        ("team.example:443", ["team.example"], True),
        ("TEAM.example.", ["team.example"], True),
        ("a.team.example", ["team.example"], False),
        ("a.team.example", ["*.team.example"], True),
        ("team.example", ["*.team.example"], False),
        ("evilteam.example", ["*.team.example"], False),
        ("[0:0::1]", ["::1"], True),
        ("team.example:x", ["team.example"], True),
        ("", ["team.example"], False),
        ("team.example", [], False),
    ],
)
def test_a_host_is_known_by_its_name_whatever_its_port(host, names, ours):
    assert is_named(host, names) is ours


# --- downloads --------------------------------------------------------------------------------


def test_a_file_is_there_for_the_browser_that_shows_its_page(small_app):
    cookie = small_app.new_browser()
    with small_app.visit("content=mine", cookie=cookie) as page:
        answer = small_app.ask(page.files[0], Cookie=cookie)
    assert (answer.status, answer.body) == (200, "mine")


def test_a_file_is_refused_to_everybody_else(small_app):
    cookie, other = small_app.new_browser(), small_app.new_browser()
    with small_app.visit("content=mine+alone", cookie=cookie) as page, small_app.visit(cookie=other):
        assert small_app.ask(page.files[0]).status == 403
        assert small_app.ask(page.files[0], Cookie=other).status == 403
        assert small_app.ask(page.files[0], Cookie="smarketing_browser=").status == 403


def test_a_file_is_gone_when_its_page_is_closed(small_app):
    cookie = small_app.new_browser()
    with small_app.visit("content=short-lived", cookie=cookie) as page:
        link = page.files[0]
    began = time.monotonic()
    while small_app.ask(link, Cookie=cookie).status == 200:
        assert time.monotonic() - began < 60
        time.sleep(0.1)
    assert small_app.ask(link, Cookie=cookie).status == 403


def test_writing_a_link_on_ones_own_page_opens_nothing(small_app):
    cookie, thief = small_app.new_browser(), small_app.new_browser()
    with small_app.visit("content=loot", cookie=cookie) as page:
        link = page.files[0]
        with small_app.visit(f"text={link}", cookie=thief) as own:
            assert link in own.said
            assert small_app.ask(link, Cookie=thief).status == 403


def test_a_page_without_a_cookie_gets_no_files(small_app):
    with small_app.visit("content=nobody") as page:
        assert small_app.ask(page.files[0]).status == 403


def test_files_are_found_in_every_kind_of_message_that_hands_them_out():
    button, late, picture, chat = ForwardMsg(), ForwardMsg(), ForwardMsg(), ForwardMsg()
    button.delta.new_element.download_button.url = "/media/aa11.csv"
    late.backend_operation_response.deferred_file.url = "/base/media/bb22.xlsx"
    picture.delta.new_element.imgs.imgs.add().url = "/media/cc33.png"
    chat.delta.new_element.markdown.body = "/media/dd44.csv"
    found = [list(files_in(message.SerializeToString())) for message in (button, late, picture, chat)]
    assert found == [["aa11"], ["bb22"], ["cc33"], []]
