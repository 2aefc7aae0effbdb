"""More bytes than an upload may have: refused while they come, and not kept (`reliability.md` row 8)."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing

import psutil
import pytest

from tests.server.conftest import write_small_app
from tests.server.running import Server, running

LIMIT = 5
SENT = 200
MB = 1024**2
_HEAD = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="leads.csv"\r\nContent-Type: text/csv\r\n\r\n'
_END = b"\r\n--edge--\r\n"


@pytest.fixture(scope="module")
def limited(prepared_sample, tmp_path_factory) -> Iterator[Server]:
    """The server with a limit of 5 MB a file."""
    place = tmp_path_factory.mktemp("limited")
    data = shutil.copytree(prepared_sample, place / "data")
    with running(
        write_small_app(place), data, log=place / "log", STREAMLIT_SERVER_MAX_UPLOAD_SIZE=str(LIMIT)
    ) as server:
        yield server


def body(mb: float) -> Iterator[bytes]:
    """A form with a file of so many MB, in pieces."""
    yield _HEAD
    yield from (b"1,2026-01-05,web\n" * 15_420 for _ in range(round(mb * 4)))
    yield _END


def sent(server: Server, session: str, pieces: Iterator[bytes], *, length: int | None) -> tuple[int, int]:
    """What the server answers (0: it hung up), and how many MB it took until then; chunked without a length."""
    cookie = re.search(r"_streamlit_xsrf=([^;]+)", server.ask("/_stcore/health").headers["set-cookie"])
    assert cookie
    framing = f"Content-Length: {length}" if length is not None else "Transfer-Encoding: chunked"
    request = (
        f"PUT /_stcore/upload_file/{session}/1 HTTP/1.1\r\nHost: {server.host}\r\nX-Xsrftoken: {cookie[1]}\r\n"
        f"Cookie: _streamlit_xsrf={cookie[1]}\r\nContent-Type: multipart/form-data; boundary=edge\r\n{framing}\r\n\r\n"
    )
    taken = 0
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=20)) as wire:
        wire.sendall(request.encode())
        try:
            for piece in pieces:
                wire.sendall(piece if length is not None else b"%x\r\n%s\r\n" % (len(piece), piece))
                taken += len(piece)
            if length is None:
                wire.sendall(b"0\r\n\r\n")
        except OSError:
            pass  # it has heard enough
        try:
            answer = wire.recv(4096)
        except OSError:
            answer = b""
    status = re.match(rb"HTTP/1.1 (\d+)", answer)
    return int(status[1]) if status else 0, taken // MB


def watched(pieces: Iterator[bytes], server: psutil.Process, seen: list[int]) -> Iterator[bytes]:
    """The same pieces; between them the server's memory is looked at."""
    for piece in pieces:
        seen.append(server.memory_info().rss)
        yield piece


def session_of(page) -> str:
    return next(m.new_session.initialize.session_id for m in page.messages if m.HasField("new_session"))


def length_of(mb: float) -> int:
    return sum(map(len, body(mb)))


def test_a_file_within_the_limit_is_taken(limited):
    with limited.visit() as page:
        assert sent(limited, session_of(page), body(4), length=length_of(4))[0] == 204
        assert sent(limited, session_of(page), body(4), length=None)[0] == 204


@pytest.mark.parametrize(
    ("says", "status"),
    [("its length", {413}), ("nothing, in chunks", {413}), ("less", {400, 413}), ("no number", {400})],
)
def test_a_file_above_the_limit_is_refused_whatever_it_says_of_its_length(limited, says, status):
    lengths = {"its length": length_of(SENT), "nothing, in chunks": None, "less": 1000, "no number": -1}
    server = psutil.Process(limited.process.pid)
    with limited.visit() as page:
        session = session_of(page)
        sent(limited, session, body(LIMIT - 1), length=length_of(LIMIT - 1))
        before = server.memory_info().rss
        seen = [before]
        found, taken = sent(limited, session, watched(body(SENT), server, seen), length=lengths[says])
        grown = (max(*seen, server.memory_info().rss) - before) / MB
    print(f"says {says}: {found}, {taken} MB taken, the server {grown:+.0f} MB")
    assert found in status
    assert grown < LIMIT + 20
    assert limited.ask("/livez").status == 200
