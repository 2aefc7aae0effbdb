"""What the program says to whoever runs it: one line an event, and never a person's data.

An exception is logged by its type and the places it came through, without its message, because
messages quote values (`could not convert 'ann@example.com'`). Passwords in URLs and mail addresses
are taken out of everything that is logged, also by the libraries, whichever handler prints it.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@\s]*@")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")

NOISY: tuple[str, ...] = (
    "streamlit.error_util",  # prints each failed page with its values; `ui.server` logs it without
    "streamlit.runtime.scriptrunner_utils.script_run_context",  # warming up is no page, and need not be one
    "alembic",
)
"""Loggers of libraries that only tell what we log ourselves."""


def configure(level: str = "INFO") -> None:
    """Set up logging for this process; `level` is DEBUG, INFO, WARNING or ERROR."""
    logging.setLogRecordFactory(_careful_record)
    logging.basicConfig(level=level, format="%(message)s", stream=sys.stderr, force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_values,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def scrub(text: str) -> str:
    """`text` without passwords in URLs and without mail addresses."""
    return _MAIL.sub("(mail address)", _PASSWORD.sub(r"\1:***@", text))


def places(error: BaseException) -> str:
    """Where `error` came through, outermost first, and what caused it: names and line numbers, no values."""
    way = " > ".join(f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__))
    told = f"{type(error).__name__} at {way or 'no place'}"
    cause = error.__cause__ or error.__context__
    return f"{told} after {places(cause)}" if cause else told


def _without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    told = {key: scrub(value) if isinstance(value, str) else value for key, value in event.items()}
    return told | {"error": places(error)} if isinstance(error, BaseException) else told


class _CarefulRecord(logging.LogRecord):
    """A line of a library's, with the exception told by its places and no message."""

    def getMessage(self) -> str:
        return scrub(super().getMessage())


def _careful_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _CarefulRecord(*args, **kwargs)
    if record.exc_info and record.exc_info[1]:
        record.exc_text = places(record.exc_info[1])
    return record
