"""Texts → money and counts, a whole column at a time: `$1,234.50`, `12,50 €`, `45k`, `(1,234)`, `1.234,56`.

What the comma means is inferred from the whole column, never per row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from smarketing.intake.arrow import pc

SYMBOLS: dict[str, str] = {
    "R$": "BRL", "US$": "USD", "A$": "AUD", "C$": "CAD", "CA$": "CAD", "zł": "PLN", "Kč": "CZK", "Fr.": "CHF",
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₺": "TRY", "$": "USD",
}  # fmt: skip
"""What stands beside an amount; longer signs come first, so that `R$` is not `$`."""

CODES: frozenset[str] = frozenset(
    {
        "USD", "EUR", "GBP", "JPY", "CHF", "BRL", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON",
        "BGN", "TRY", "INR", "CNY", "HKD", "SGD", "KRW", "MXN", "ARS", "CLP", "COP", "PEN", "ZAR", "ILS", "AED", "SAR",
        "THB", "IDR", "MYR", "PHP", "VND", "TWD", "UAH",
    }
)  # fmt: skip
_SCALE = {"k": 1e3, "m": 1e6, "b": 1e9}
_BARE = r"^\d+(?:\.\d+)?$"
_NUMBER = r"^(?P<minus>[-−(]?)(?P<plus>\+?)(?P<number>\d[\d.,' ]*|[.,]\d+)(?P<scale>[kKmMbB]?)[nN]?\)?(?P<after>-?)%?$"


@dataclass(frozen=True)
class Amounts:
    """The distinct values of a column, read: amount in whole units (NaN: not readable), currency code or ""."""

    amount: np.ndarray
    currency: np.ndarray
    decimal_comma: bool


def read_amounts(values: pa.Array) -> Amounts:
    """Read the distinct texts of one column."""
    if pc.all(pc.match_substring_regex(values, _BARE)).as_py():  # as most are; then there is nothing to take apart
        comma = _has_decimal_comma(values)
        amount = _plain(values, decimal_comma=comma).cast(pa.float64()).to_numpy(zero_copy_only=False)
        return Amounts(amount, np.full(len(values), "", dtype="<U3"), comma)
    currency, bare = _without_currency(values)
    parts = pc.extract_regex(bare, _NUMBER)
    numbers = pc.replace_substring_regex(pc.struct_field(parts, "number"), r"[' ]", "")
    comma = _has_decimal_comma(numbers)
    plain = _plain(numbers, decimal_comma=comma)
    readable = pc.fill_null(pc.match_substring_regex(plain, r"^(\d+\.?\d*|\.\d+)$"), False)
    amount = pc.if_else(readable, plain, None).cast(pa.float64()).to_numpy(zero_copy_only=False)
    scale = np.array([_SCALE.get((s or "").lower(), 1.0) for s in pc.struct_field(parts, "scale").to_pylist()])
    sign = np.where(_is(parts, "minus") | _is(parts, "after"), -1.0, 1.0)
    return Amounts(amount * scale * sign, currency, comma)


def share_readable(values: pa.Array) -> float:
    """Of distinct texts, the share that is an amount; 1 where there is none."""
    return float(np.isfinite(read_amounts(values).amount).mean()) if len(values) else 1.0


def currency_of(text: str) -> str:
    """The currency that a header or a cell names: `Amount spent (USD)` → USD; "" where it names none."""
    words = "".join(c if c.isalpha() else " " for c in text).split()
    code = next((w for w in words if w in CODES), "")
    return code or next((SYMBOLS[s] for s in SYMBOLS if not s.isalpha() and s in text), "")


def _without_currency(values: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """Each text's currency, and the text without it and its spaces."""
    currency = np.full(len(values), "", dtype="<U3")
    code = pc.struct_field(pc.extract_regex(values, r"(?P<code>[A-Z]{3})"), "code")
    known = pc.fill_null(pc.is_in(code, pa.array(sorted(CODES))), False).to_numpy(zero_copy_only=False)
    currency[known] = np.array(code.to_pylist(), dtype=object)[known]
    bare = pc.if_else(pa.array(known), pc.replace_substring_regex(values, r"[A-Z]{3}", ""), values)
    for symbol, meant in SYMBOLS.items():
        has = pc.match_substring(bare, symbol).to_numpy(zero_copy_only=False)
        if has.any():
            currency[has & (currency == "")] = meant
            bare = pc.replace_substring(bare, symbol, "")
    return currency, pc.replace_substring_regex(bare, r"[\s\x{A0}\x{202F}]+", "")


def _has_decimal_comma(numbers: pa.Array) -> bool:
    """`1.234,56` and `12,5` say so; `1,234.56` and `1,234` do not.

    What only ever stands before three digits parts thousands, so a column of `12.500` and `3.000` has a decimal
    comma too; `0.125`, or a `45000` among them, says that the dot is a decimal point.
    """
    both = _any(numbers, r"\.\d*,\d*$") and not _any(numbers, r",\d*\.\d*$")
    dotted = _any(numbers, r"^[1-9]\d{0,2}\.\d{3}$")
    return (
        both
        or (_any(numbers, r",(\d{1,2}|\d{4,})$") and not _any(numbers, r"\.(\d{1,2}|\d{4,})$"))
        or _any(numbers, r"\.\d{3}\.")
        or (dotted and not _any(numbers, r",|^0\d*\.|^\d{4,}|^\.|\.(\d{1,2}|\d{4,})?$"))
    )


def _plain(numbers: pa.Array, *, decimal_comma: bool) -> pa.Array:
    thousands, decimal = (".", ",") if decimal_comma else (",", ".")
    return pc.replace_substring(pc.replace_substring(numbers, thousands, ""), decimal, ".")


def _any(texts: pa.Array, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(texts, pattern)).as_py())


def _is(parts: pa.StructArray, name: str) -> np.ndarray:
    return pc.not_equal(pc.fill_null(pc.struct_field(parts, name), ""), "").to_numpy(zero_copy_only=False)
