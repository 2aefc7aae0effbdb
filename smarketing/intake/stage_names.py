"""What the names of a team's own stages mean: a person said it, everybody knows it, its words tell it, or the usual.

`fields.OUTCOMES` and `fields.STATES` hold the names that everybody knows. Of the others a few are safe to guess
("Closed Won - Annual", "gewonnen"); the rest is taken for the usual, and asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from smarketing.intake.fields import STATES, squeeze
from smarketing.stages import LADDER, Exit, Stage

NO_LEAD = "No lead"
MEANINGS: dict[str, Stage | Exit | None] = {s.value: s for s in (*LADDER, *Exit)} | {NO_LEAD: None}
"""What a name may mean, by the word that is kept of it."""
OF_DEALS: dict[str, str] = {
    Stage.OPPORTUNITY.value: "an open opportunity",
    Stage.SQL.value: "an SQL, no opportunity yet",
    Stage.CUSTOMER.value: "won",
    Exit.LOST.value: "lost",
}
"""Of these, what a deal's stage may mean, in words."""
OF_LEADS: dict[str, str] = {word: "no lead yet" if word == NO_LEAD else word for word in MEANINGS}
"""And a lead's."""
SAID, GUESSED, USUAL = "said", "guessed", "usual"
"""Why a name means what it means."""
MOST_ASKED = 12
_SPOKEN: dict[str, str] = {squeeze(word): word for word in MEANINGS} | {
    "open": Stage.OPPORTUNITY.value, "won": Stage.CUSTOMER.value, "none": NO_LEAD, "nolead": NO_LEAD,
}  # fmt: skip

_WORDS: dict[Stage | Exit, tuple[str, ...]] = {
    Stage.MQL: ("mql", "mqls"),
    Stage.SAL: ("sal", "sals"),
    Stage.SQL: ("sql", "sqls"),
    Stage.OPPORTUNITY: ("opportunity", "opportunité", "oportunidad", "oportunidade"),
    Stage.CUSTOMER: ("won", "signed", "gewonnen", "unterschrieben", "gagné", "gagnée", "signé", "signée", "ganado",
                     "ganada", "firmado", "ganho", "ganha", "assinado"),
    Exit.LOST: ("lost", "verloren", "perdu", "perdue", "perdido", "perdida", "dead"),
    Exit.REJECTED: ("rejected", "disqualified", "unqualified", "junk", "spam", "abgelehnt", "disqualifiziert"),
}  # fmt: skip
_BEFORE = frozenset(
    ("not", "no", "never", "nicht", "kein", "keine", "pas", "non", "to", "be", "almost", "nearly", "likely", "pending",
     "awaiting", "waiting", "until", "if", "when", "former", "ex", "bis", "nda", "loi", "mou", "pilot", "trial", "poc")
)  # fmt: skip
_AFTER = frozenset(("t", "back", "pending", "nda", "contact", "soon"))
"""Words before and after that turn a name's meaning round or leave it open: `To be signed`, `Won't close`."""


@dataclass(frozen=True)
class StageName:
    """A name that had to be settled. means: a word of `MEANINGS`. why: `SAID`, `GUESSED` or `USUAL`."""

    name: str
    rows: int
    means: str
    why: str


def called(name: str) -> str:
    """A name as names are compared: squeezed, or as it stands where it has no letter."""
    return squeeze(name) or name.strip()


def spoken(word: str) -> str | None:
    """The word of `MEANINGS` that somebody means by `open`, `won`, `sql`, `none`; None: none of them."""
    return _SPOKEN.get(squeeze(word))


def guess(name: str, among: Collection[str]) -> str | None:
    """What a name means by its words, where they tell one thing of these only.

    >>> guess("Closed Won - Annual", OF_DEALS), guess("To be won", OF_DEALS), guess("MQL (new)", OF_LEADS)
    ('Customer', None, 'MQL')
    """
    words = re.findall(r"[^\W\d_]+", name.casefold())
    meant = {stage for stage, told in _WORDS.items() if not set(told).isdisjoint(words)}
    if not meant:
        return _meant(STATES.get(called(name)), among)
    place = min(words.index(w) for stage in meant for w in _WORDS[stage] if w in words)
    is_open = len(meant) > 1 or _BEFORE & set(words[:place]) or _AFTER & set(words[place + 1 :])
    return None if is_open else _meant(meant.pop(), among)


def _meant(stage: Stage | Exit | None, among: Collection[str]) -> str | None:
    """The word for it; a deal can't be rejected, it is lost."""
    word = Exit.LOST.value if stage is Exit.REJECTED and stage.value not in among else stage and stage.value
    return word if word in among else None


def settled(
    names: pd.Series, said: Mapping[str, str], *, known: Iterable[str], among: Mapping[str, str], usual: str
) -> tuple[StageName, ...]:
    """The names of a column that are not known, and those that a person said something of; the most frequent first."""
    spoken_of = {called(name): word for name, word in said.items() if word in among}
    known = frozenset(known)
    told = ((str(name), int(rows)) for name, rows in names.value_counts().items())
    return tuple(
        _settled(name, rows, spoken_of.get(called(name)), among, usual)
        for name, rows in told
        if called(name) in spoken_of or called(name) not in known
    )


def _settled(name: str, rows: int, said: str | None, among: Mapping[str, str], usual: str) -> StageName:
    if said is not None:
        return StageName(name, rows, said, SAID)
    meant = guess(name, among)
    return StageName(name, rows, meant or usual, GUESSED if meant else USUAL)


def sentences(header: str, names: Iterable[StageName], words: Mapping[str, str]) -> list[str]:
    """What was settled of a column's names, a line for each meaning and reason."""
    ends = {SAID: "as was said", GUESSED: "guessed by their words", USUAL: "the usual, as nobody said otherwise"}
    groups: dict[tuple[str, str], list[str]] = {}
    for one in names:
        groups.setdefault((one.why, one.means), []).append(f"“{one.name}” ({one.rows:,})")
    return [
        f"“{header}”: {', '.join(told)} {'was' if len(told) == 1 else 'were'} taken for {words[means]} ({ends[why]})."
        for (why, means), told in groups.items()
    ]
