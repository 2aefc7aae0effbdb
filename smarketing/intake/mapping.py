"""Which column says what. Proposed by exact aliases, then by likeness, always held against the values: a
column called "Date" that is full of names is no date. A person may change it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from typing import Protocol

import pyarrow as pa
from rapidfuzz import fuzz

from smarketing.intake import amounts, moments
from smarketing.intake.cells import Cells
from smarketing.intake.fields import (
    KINDS,
    LEADS,
    NO,
    OUTCOMES,
    STAGE_DATES,
    STATES,
    USUAL_STAGES,
    YES,
    Field,
    Kind,
    Type,
)
from smarketing.intake.languages import is_known, meaning
from smarketing.intake.read import Sheet
from smarketing.intake.refusals import refused
from smarketing.intake.stage_names import called
from smarketing.intake.strangers import pivot_or_summary, says_leads, topic
from smarketing.intake.vendors import SHAPES, Shape, header_in, shape_of

ALIKE = 90
"""Of 100: how like an alias a header must be; at 86 `First Contact Date` was taken for the creation date."""
ROWS_LOOKED_AT = 5000
MOST_NAMES = 30
"""A column of stages may hold a team's own names; so many at most."""
_OF_PEOPLE = frozenset({"email", "source", "owner", "first_name", "last_name", "lifecycle", "lead_status", "campaign"})
"""One of these and a date make a list of leads; an id and a date alone are any table."""


@dataclass(frozen=True)
class Mapping:
    """What one sheet says. fields: {field: header}. unused: headers that say nothing here. guessed: by likeness."""

    kind: str
    vendor: str
    fields: Pairs[str, str]
    unused: tuple[str, ...] = ()
    guessed: tuple[str, ...] = field(default=())

    @property
    def shape(self) -> Shape | None:
        """The vendor's shape, with what its values mean."""
        return next((s for s in SHAPES if s.vendor == self.vendor and s.kind == self.kind), None)


class Headed(Protocol):
    """Whatever has a file's name and its columns' names."""

    @property
    def name(self) -> str:
        """The file's."""
        ...

    @property
    def headers(self) -> Sequence[str]:
        """The columns'."""
        ...


def propose(sheet: Sheet, *, kind: str | None = None, changes: Pairs[str, str] | None = None) -> Mapping:
    """The likeliest mapping, of the given kind where one is given, with a person's {field: header} first of all.

    Raises RefusedFile for a table of something else.
    """
    said = changes or {}
    shape = shape_of(frozenset(meaning(h) for h in sheet.headers))
    if shape and kind in (None, shape.kind):
        mapping = _mapping(sheet, KINDS[shape.kind], shape, said)
        if not KINDS[shape.kind].is_told_by(frozenset(mapping.fields)):
            raise refused(sheet.name, shape.lacking, _columns(sheet))
        return mapping
    found = [_mapping(sheet, k, None, said) for k in KINDS.values() if kind in (None, k.name)]
    told = [m for m in found if KINDS[m.kind].is_told_by(frozenset(m.fields))]
    asked = bool(kind or said)
    best = max(told, key=lambda m: len(set(m.fields.values())), default=None)
    stranger = "" if asked else pivot_or_summary(sheet) or _stranger(sheet, best)
    if best and not stranger:
        return best
    known = sum(map(is_known, sheet.headers))
    raise refused(sheet.name, stranger or ("no_dates" if known >= 2 else "other_table"), _columns(sheet))


def _stranger(sheet: Sheet, best: Mapping | None) -> str:
    """What the table is about, unless it tells a stage or leads by name; then two words prove nothing."""
    if best and (best.kind not in ("leads", "deals") or best.fields.keys() & {*STAGE_DATES, "won"}):
        return ""
    if says_leads(sheet.headers):
        return ""
    weak = best is not None and best.kind == "leads" and not best.fields.keys() & _OF_PEOPLE
    about = topic(sheet.headers, enough=1 if weak or best is None else 2)
    return about or ("other_table" if weak else "")


def _columns(sheet: Sheet) -> str:
    return f"columns: {', '.join(sheet.headers[:8])}"


def changed(mapping: Mapping, sheet: Headed, changes: Pairs[str, str]) -> Mapping:
    """The mapping with {field: header} put in; an empty header takes the field away. Raises RefusedFile."""
    fields = dict(mapping.fields)
    for name, header in changes.items():
        if header and header not in sheet.headers:
            raise refused(sheet.name, "no_field", f"“{header}”; it has {', '.join(sheet.headers)}")
        fields.pop(name, None)
        if header:
            fields[name] = header
    return replace(mapping, fields=fields, unused=_unused(sheet, fields))


def _mapping(sheet: Sheet, kind: Kind, shape: Shape | None, said: Pairs[str, str]) -> Mapping:
    by_name = {meaning(h): h for h in reversed(sheet.headers)}
    fields = {f: h for f, h in said.items() if f in kind and h in sheet.headers}
    for field_name, header in shape.fields.items() if shape else ():
        if found := header_in(by_name, header):
            fields.setdefault(field_name, found)
    ignored = shape.ignore if shape else ()
    left = {f.name: f for f in kind.fields if f.name not in fields and f.name not in ignored}
    fields |= _exact(sheet, left, taken=set(fields.values()))
    guessed = dict(_alike(sheet, {n: f for n, f in left.items() if n not in fields}, taken=set(fields.values())))
    fields |= guessed
    if kind is LEADS and fields.keys() & set(STAGE_DATES):
        fields = {f: h for f, h in fields.items() if f in said or kind[f].type not in (Type.FLAG, Type.STATE)}
    return Mapping(kind.name, shape.vendor if shape else "", fields, _unused(sheet, fields), tuple(guessed))


def _unused(sheet: Headed, fields: Pairs[str, str]) -> tuple[str, ...]:
    return tuple(h for h in sheet.headers if h not in fields.values())


def _exact(sheet: Sheet, fields: Pairs[str, Field], *, taken: set[str]) -> Iterator[tuple[str, str]]:
    by_name = {meaning(_without_brackets(h)): h for h in reversed(sheet.headers)} | {
        meaning(h): h for h in reversed(sheet.headers)
    }
    for name, wanted in fields.items():
        for alias in wanted.headers:
            header = by_name.get(alias)
            if header and header not in taken and agrees(sheet, header, wanted.type) >= 0.5:
                taken.add(header)
                yield name, header
                break


def _alike(sheet: Sheet, fields: Pairs[str, Field], *, taken: set[str]) -> Iterator[tuple[str, str]]:
    scores = [
        (fuzz.token_sort_ratio(_words(header), alias), name, header)
        for header in sheet.headers
        if header not in taken and not is_known(header)
        for name, wanted in fields.items()
        for alias in (wanted.name.replace("_", " "), *wanted.aliases)
    ]
    done: set[str] = set()
    for score, name, header in sorted(scores, key=lambda s: -s[0]):
        if score < ALIKE:
            return
        if name not in done and header not in taken and agrees(sheet, header, fields[name].type) >= 0.95:
            done.add(name)
            taken.add(header)
            yield name, header


def _words(header: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _without_brackets(header))
    return " ".join(re.findall(r"\w+", spaced.replace("_", " "))).casefold()


def _without_brackets(header: str) -> str:
    return re.sub(r"\([^)]*\)|\[[^\]]*\]", "", header)


def agrees(sheet: Sheet, header: str, wanted: Type) -> float:
    """The share of a column's distinct values that can be read as this type; 1 for an empty column."""
    values = Cells.of(sheet.table.column(header).slice(0, ROWS_LOOKED_AT)).values
    match wanted:
        case Type.MOMENT:
            return moments.share_readable(values)
        case Type.MONEY | Type.COUNT:
            return amounts.share_readable(values)
        case Type.FLAG:
            return _share(values, YES | NO, str.casefold)
        case Type.STATE:
            if meaning(header) == "stage":  # a deal's, unless it speaks of leads
                return _share(values, STATES.keys() - OUTCOMES.keys() - USUAL_STAGES, called)
            own = 0.5 if 1 < len(values) <= MOST_NAMES and _share(values, NO | YES, str.casefold) < 0.5 else 0.0
            return max(_share(values, STATES.keys(), called), own)
    return 1.0


def _share(values: pa.Array, among: Collection[str], plain: Callable[[str], str]) -> float:
    """Of distinct texts, the share that is among these; 1 where there is none."""
    texts = values.to_pylist()
    return sum(plain(t) in among for t in texts) / len(texts) if texts else 1.0
