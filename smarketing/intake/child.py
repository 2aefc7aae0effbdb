"""A file is parsed in a process of its own, so that its memory goes back to the machine with the process.

What a parser takes, an allocator seldom gives back: a server that read one large file would stay as large for ever.
And a child that is too large dies alone, instead of the server with everybody's pages in it.

    in_child   runs a function there; what it returns, raises and tells of its progress comes back

A server has threads, so it is never forked. Where there is fork, a small process forks the children, which has
pandas and pyarrow imported already and no thread of ours; elsewhere each child starts anew. Either way a child would
first run the parent's main module, which inside Streamlit is the page that is being shown; ours do not.
"""

from __future__ import annotations

import multiprocessing
import pickle
import sys
import tempfile
from collections.abc import Callable
from multiprocessing import forkserver, spawn
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Literal, TypeVar

from smarketing.errors import RefusedFile, SmarketingError

MEMORY_MB = 3_000
"""What a child may take; 1,000,000 rows of 20 columns need about 2,000."""

Result = TypeVar("Result")
Progress = Callable[[str, float], None]

_NAME = "reads a file"
_PRELOADED = ["smarketing.intake.scratch", "smarketing.intake.child"]
_NO_MEMORY = ("can't start new thread", "Out of Memory Error")
_Told = tuple[Literal["progress", "returned", "raised", "memory"], Any]


def in_child(
    function: Callable[..., Result],
    *arguments: object,
    name: str = "this file",
    memory_mb: int = MEMORY_MB,
    progress: Progress | None = None,
) -> Result:
    """What `function(*arguments)` returns, run in a child with at most so much memory (limited on Linux only).

    function: at the top of a module, so that the child finds it; it is given `progress=` too where one is given here.
    name: what the refusal calls the file. Raises what the function raises; RefusedFile where its memory does not
    suffice, or where it is killed. Its temporary files are gone in any case.
    """
    here, there = _context().Pipe(duplex=False)
    with here, tempfile.TemporaryDirectory(prefix="smarketing-child-", ignore_cleanup_errors=True) as folder:
        wanted = (function, arguments, memory_mb, folder, progress is not None)
        child = _context().Process(target=_work, args=(there, wanted), name=_NAME, daemon=True)  # ty: ignore[unresolved-attribute]
        child.start()
        there.close()
        try:
            return _heard(here, progress, name=name, memory_mb=memory_mb)
        finally:
            child.kill()
            child.join()
            child.close()


def prepare() -> None:
    """Start what forks the children, so that the first file need not wait for it; comes back at once."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        _context()
        forkserver.ensure_running()


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


_prepared = spawn.get_preparation_data


def _prepared_without_main(name: str) -> dict[str, Any]:
    """What the standard library tells a new process of its parent; ours are not told of the main module."""
    told = _prepared(name)
    return {k: v for k, v in told.items() if name != _NAME or not k.startswith("init_main_from_")}


spawn.get_preparation_data = _prepared_without_main  # ty: ignore[invalid-assignment]


# --- the parent's side --------------------------------------------------------------------------


def _heard(here: Connection, progress: Progress | None, *, name: str, memory_mb: int) -> Any:
    """Listen until the child has told its end, or can't tell anything any more."""
    while True:
        try:
            what, told = here.recv()
        except (EOFError, OSError):  # it was killed: by the system, which had no memory left, or by its own limit
            raise _too_large(name, memory_mb) from None
        match what:
            case "progress":
                if progress:
                    progress(*told)
            case "returned":
                return told
            case "memory":
                raise _too_large(name, memory_mb)
            case _:
                raise told


def _too_large(name: str, memory_mb: int) -> RefusedFile:
    return RefusedFile(
        f"“{name}” is refused: it needs more than the {memory_mb:,} MB of memory that reading a file may take.",
        seems_to_be="larger than the limit, or made to be",
        advice="Split the export by year and give the parts together, or save a workbook as CSV; "
        "`python -m smarketing import` reads without this limit.",
        code="too_large",
    )


# --- the child's side ---------------------------------------------------------------------------


def _work(there: Connection, wanted: tuple[Callable[..., object], tuple, int, str, bool]) -> None:
    function, arguments, memory_mb, folder, is_watched = wanted
    tempfile.tempdir = folder
    _limit(memory_mb)
    named = {"progress": lambda what, share: there.send(("progress", (what, share)))} if is_watched else {}
    try:
        there.send(("returned", function(*arguments, **named)))
    except SmarketingError as error:
        there.send(("raised", error))
    except BaseException as error:
        there.send(("memory", None) if _is_of_memory(error) else ("raised", _portable(error)))


def _limit(memory_mb: int) -> None:
    """Hold this process to so much more than it has. macOS takes such a limit and doesn't keep it; Windows has none."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        pages = int(Path("/proc/self/statm").read_text().split()[0])  # libraries alone reserve 1.5 GB of addresses
        wanted = pages * resource.getpagesize() + memory_mb * 1024**2
        resource.setrlimit(resource.RLIMIT_AS, (wanted if most < 0 else min(wanted, most), most))


def _is_of_memory(error: BaseException | None) -> bool:
    """Python's own MemoryError, and what numpy, Arrow, DuckDB and threads that could not start say in its place."""
    while error is not None:
        if isinstance(error, MemoryError) or any(sign in str(error) for sign in _NO_MEMORY):
            return True
        error = error.__cause__ or error.__context__
    return False


def _portable(error: BaseException) -> BaseException:
    """The error itself, or one that says the same where it can't be sent."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__} in the process that reads files")
    return error
