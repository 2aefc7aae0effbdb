"""What can go wrong, told to the person who meets it: what happened, and what to do.

SmarketingError
├── FilterError      a filter's value makes no sense
├── RefusedFile      a file is no list that we can read
├── StoreError       the database
│   ├── StoreUnreachable
│   ├── StoreTooNew
│   ├── StoreDamaged
│   └── StoreFull
├── SettingError     a setting's value makes no sense
├── NotDelivered     an address did not take what it was sent
└── StaleEdit        somebody else changed the same text meanwhile
"""

from __future__ import annotations

from collections.abc import Callable


class SmarketingError(Exception):
    """`happened` says what went wrong, `advice` what to do; neither holds a secret."""

    seems_to_be = ""

    def __init__(self, happened: str, *, advice: str = "", code: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.advice = advice
        self.code = code or type(self).__name__

    def __reduce__(self) -> tuple[Callable, tuple]:
        """It may cross from one process to another, whatever its arguments were called."""
        return _again, (type(self), self.args, vars(self))

    def __str__(self) -> str:
        return f"{self.happened} {self.advice}".strip()

    def as_json(self) -> dict[str, dict[str, str]]:
        """What `--json` prints of it; `seems_to_be` is empty where no file is to blame."""
        return {"refused": {"code": self.code, "seems_to_be": self.seems_to_be, "what_to_do": self.advice}}


class FilterError(SmarketingError):
    """A filter's value makes no sense (a period that ends before it begins)."""


class RefusedFile(SmarketingError):
    """A file that is no list of leads, deals, activities, touches or spend; nothing was stored."""

    def __init__(self, happened: str, *, seems_to_be: str, advice: str, code: str) -> None:
        super().__init__(happened, advice=advice, code=code)
        self.seems_to_be = seems_to_be

    @property
    def what_to_do(self) -> str:
        """How to get the right file."""
        return self.advice


class StoreError(SmarketingError):
    """The database refused; what was there before is still there."""


class StoreUnreachable(StoreError):
    """The database does not answer, or its folder can't be written."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of this program."""


class StoreDamaged(StoreError):
    """The database file is not whole."""


class StoreFull(StoreError):
    """The disk is full; the write was rolled back."""


class SettingError(SmarketingError):
    """A setting's value makes no sense."""


class NotDelivered(SmarketingError):
    """An address did not take what it was sent; it is sent again the next time."""


class StaleEdit(SmarketingError):
    """Somebody else changed what is being edited. Nothing was stored; `theirs` is what stands there now."""

    def __init__(self, happened: str, *, advice: str, theirs: object) -> None:
        super().__init__(happened, advice=advice)
        self.theirs = theirs


def _again(kind: type[SmarketingError], arguments: tuple, told: dict) -> SmarketingError:
    error = kind.__new__(kind, *arguments)
    vars(error).update(told)
    return error
