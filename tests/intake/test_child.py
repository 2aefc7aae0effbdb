"""A function in a process of its own: what it returns, raises and tells, and what its death is called."""

import io
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from smarketing.errors import RefusedFile, SettingError
from smarketing.intake.child import in_child
from smarketing.intake.read import read_file
from smarketing.intake.refusals import refused
from smarketing.store.in_memory import in_memory
from tests.intake.bombs import xlsx

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps the limit of a process's memory")
MB = 1024**2


def add(one, other):
    return one + other


def who():
    return os.getpid(), [t.name for t in threading.enumerate()], hasattr(sys.modules["__main__"], "pytest")


def refuse():
    raise refused("leads.pdf", "pdf")


def mistake():
    raise SettingError("No.", advice="Yes.")


def fault():
    return {}["missing"]


def unsendable():
    raise type("Local", (Exception,), {})("secret")


def tell(parts, progress):
    for part in range(parts):
        progress(f"part {part}", part / parts)
    return parts


def die(folder):
    with tempfile.NamedTemporaryFile(delete=False) as file:
        Path(folder, "told").write_text(file.name)
        os.kill(os.getpid(), signal.SIGKILL)


def take(mb):
    return len(np.ones(mb * MB, np.uint8))


def take_in_python():
    return len([bytes(1_000) for _ in range(10**6)])


def take_in_a_look():
    with in_memory() as engine, engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE numbers_of_nothing AS SELECT range AS n FROM range(400000000)")


def count(path):
    return read_file(path).rows_read


def open_book(content):
    import pandas as pd

    return pd.read_excel(io.BytesIO(content), engine="calamine").shape


def test_what_it_returns_comes_back():
    assert in_child(add, 2, 3) == 5


def test_it_runs_elsewhere_and_without_the_parents_threads_and_main_module():
    threading.Thread(target=time.sleep, args=(5,), name="of the server", daemon=True).start()
    process, threads, has_main = in_child(who)
    assert process != os.getpid()
    assert (threads, has_main) == (["MainThread"], False)


def test_a_refusal_arrives_as_it_was_raised():
    with pytest.raises(RefusedFile) as arrived:
        in_child(refuse)
    was = refused("leads.pdf", "pdf")
    assert vars(arrived.value) == vars(was)
    assert str(arrived.value) == str(was)


def test_other_errors_arrive_too():
    with pytest.raises(SettingError, match=r"^No\. Yes\.$"):
        in_child(mistake)
    with pytest.raises(KeyError):
        in_child(fault)
    with pytest.raises(RuntimeError, match=r"^Local in the process that reads files$"):
        in_child(unsendable)


def test_progress_is_told_while_it_works():
    told = []
    assert in_child(tell, 3, progress=lambda what, share: told.append((what, round(share, 2)))) == 3
    assert told == [("part 0", 0.0), ("part 1", 0.33), ("part 2", 0.67)]


def test_a_child_that_is_killed_is_a_file_that_was_too_large_and_leaves_nothing_behind(tmp_path):
    with pytest.raises(RefusedFile) as arrived:
        in_child(die, tmp_path, name="leads.csv")
    assert arrived.value.code == "too_large"
    left = Path((tmp_path / "told").read_text())
    assert not left.exists()
    assert not left.parent.exists()


@ON_LINUX
@pytest.mark.parametrize(("function", "arguments"), [(take, (600,)), (take_in_python, ()), (take_in_a_look, ())])
def test_who_takes_more_than_the_limit_is_refused_in_words(function, arguments):
    assert in_child(take, 200, memory_mb=500) == 200 * MB
    with pytest.raises(RefusedFile, match=r"“big\.csv” .* 500 MB .* Split the export by year") as arrived:
        in_child(function, *arguments, name="big.csv", memory_mb=500)
    assert arrived.value.code == "too_large"


@ON_LINUX
def test_a_parser_that_ends_the_whole_process_ends_only_the_child():
    # cells without a place of their own, 16,384 of them in a row, over a million rows: our own check lets them pass
    book = xlsx(f'<row r="1">{"<c><v>1</v></c>" * 16_384}</row><row r="1048576"><c><v>1</v></c></row>')
    with pytest.raises(RefusedFile) as arrived:
        in_child(open_book, book, name="leads.xlsx")
    assert arrived.value.code == "too_large"


def test_a_parent_that_has_enough_ends_the_child():
    def stop(_what, _share):
        raise KeyboardInterrupt

    before = {p.pid for p in psutil.Process().children(recursive=True)}
    with pytest.raises(KeyboardInterrupt):
        in_child(tell, 3, progress=stop)
    after = {p.pid for p in psutil.Process().children(recursive=True)}
    assert len(after - before) <= 3  # the small process that forks, its tracker; never a child still at work
    assert in_child(add, 1, 1) == 2


def test_the_parent_is_no_larger_after_a_large_file(tmp_path):
    path = tmp_path / "leads.csv"
    row = b"%d,2026-01-05,Web,a note that takes some room in memory and says nothing at all\n"
    with path.open("wb") as out:
        out.write(b"id,mql date,source,note\n")
        out.writelines(row % n for n in range(600_000))
    in_child(add, 1, 1)  # what the first child costs the parent once is not the file's
    before = psutil.Process().memory_info().rss
    assert in_child(count, path) == 600_000
    assert psutil.Process().memory_info().rss - before < 5 * MB
