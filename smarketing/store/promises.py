"""The agreement as it is kept: drafts under optimistic locking, signatures, versions that never change again.

    draft ──both sides sign──▶ in force from its day; every MQL of that day and later is judged by it

A draft that somebody else changed meanwhile is never overwritten (`StaleEdit` holds what stands there now); changing a
draft takes its signatures back, because nobody has signed the new words. Every write here waits for a running import
and is waited for: leads that come in while a version is signed would else be judged by the one before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Engine, delete, insert, select, update

from smarketing.agreement import Agreement, Side, Signature, Terms
from smarketing.errors import SettingError, StaleEdit
from smarketing.periods import Grain, to_date, to_number
from smarketing.store.audit import Event, events, note
from smarketing.store.engine import reading
from smarketing.store.facts import writing
from smarketing.store.judging import Judge, judge_of, judge_stored
from smarketing.store.records import workspace_in
from smarketing.store.schema import promise, promise_signature

_TERMS = TypeAdapter(Terms)


def terms_of(told: object) -> Terms:
    """Terms from what JSON holds; what it leaves out has its default. Raises SettingError where they make no sense."""
    try:
        return _TERMS.validate_python(told)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingError(f"These terms can't be read: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def as_json(terms: Terms) -> dict[str, object]:
    """Terms as JSON holds them: what `terms_of` reads."""
    return _TERMS.dump_python(terms, mode="json")


def agreements(engine: Engine) -> list[Agreement]:
    """All versions, signed and drafts, in the order of their numbers."""
    with reading(engine) as connection:
        return agreements_in(connection)


def agreements_in(connection: Connection) -> list[Agreement]:
    """`agreements`, as the caller's transaction sees them."""
    s, p = promise_signature.c, promise.c
    signed: dict[int, list[Signature]] = {}
    for of, side, name, at in connection.execute(select(s.promise_id, s.side, s.name, s.signed_at).order_by(s.id)):
        signed.setdefault(of, []).append(Signature(Side(side), name, at))
    rows = connection.execute(select(promise).order_by(p.number))
    return [
        Agreement(
            row.id, row.number, to_date(row.effective_day), _TERMS.validate_python(row.terms), row.written_by,
            row.written_at, row.version, tuple(signed.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip


def write_draft(engine: Engine, terms: Terms, effective_from: date, *, actor: str, at: int) -> Agreement:
    """A new version, not signed yet.

    Raises SettingError where another one is being written, or its day is not after that of a signed one.
    """
    with writing(engine) as connection:
        there = agreements_in(connection)
        other = next((a for a in there if not a.is_signed), None)
        if other is not None:
            raise SettingError(
                f"Version {other.number} of the agreement is being written already, by {other.written_by}.",
                advice="Change that one, or discard it first.",
            )
        _check_day(there, effective_from)
        number = max((a.number for a in there), default=0) + 1
        values = _values(terms, effective_from, actor=actor, at=at)
        made = insert(promise).values(number=number, version=1, **values).returning(promise.c.id)
        row_id = connection.execute(made).scalar_one()
        note(connection, promise, row_id, "written", actor=actor, at=at, after={"number": number} | values)
    return Agreement(row_id, number, effective_from, terms, actor, at, 1)


def change_draft(
    engine: Engine, draft: Agreement, terms: Terms, effective_from: date, *, actor: str, at: int
) -> Agreement:
    """Give a draft other words; its signatures are taken back.

    Raises StaleEdit where it is no longer as `draft`, SettingError where its day is not after that of a signed one.
    """
    with writing(engine) as connection:
        there = _take(connection, draft)
        _check_day(there, effective_from)
        values = _values(terms, effective_from, actor=actor, at=at)
        connection.execute(update(promise).where(promise.c.id == draft.id).values(**values))
        connection.execute(delete(promise_signature).where(promise_signature.c.promise_id == draft.id))
        after = {"number": draft.number} | values
        note(connection, promise, draft.id, "changed", actor=actor, at=at, before=_noted(draft), after=after)
    return Agreement(draft.id, draft.number, effective_from, terms, actor, at, draft.version + 1)


def discard_draft(engine: Engine, draft: Agreement, *, actor: str, at: int) -> None:
    """Throw a draft away. Raises StaleEdit where it is no longer as `draft`."""
    with writing(engine) as connection:
        _take(connection, draft)
        connection.execute(delete(promise_signature).where(promise_signature.c.promise_id == draft.id))
        connection.execute(delete(promise).where(promise.c.id == draft.id))
        note(connection, promise, draft.id, "discarded", actor=actor, at=at, before=_noted(draft))


def sign(engine: Engine, draft: Agreement, side: Side, name: str, *, at: int) -> Agreement:
    """Sign a draft for a side; with the second signature it is in force, and its leads are judged by it.

    Raises StaleEdit where it is no longer as `draft`, so that nobody signs words not read; SettingError without a name.
    """
    if not name.strip():
        raise SettingError("A signature needs a name.", advice="Write who signs for this side.")
    signature = Signature(side, name.strip(), at)
    with writing(engine) as connection:
        draft = _with_signatures(connection, draft)
        _check_day(_take(connection, draft), draft.effective_from)
        if draft.signature(side):
            raise SettingError(f"Version {draft.number} of the agreement is signed for {side} already.")
        connection.execute(
            insert(promise_signature).values(promise_id=draft.id, side=side.value, name=signature.name, signed_at=at)
        )
        signed = replace(draft, version=draft.version + 1, signatures=(*draft.signatures, signature))
        if signed.is_signed:
            judge_again(connection, since=draft.effective_from)
        told = {"number": draft.number, "side": side.value, "name": signature.name}
        note(connection, promise, draft.id, "signed", actor=signature.name, at=at, after=told)
    return signed


def _with_signatures(connection: Connection, draft: Agreement) -> Agreement:
    """The draft with whoever signed the same words since it was read: that is no other text."""
    theirs = next((a for a in agreements_in(connection) if a.id == draft.id), draft)
    same = (theirs.terms, theirs.effective_from) == (draft.terms, draft.effective_from)
    return theirs if same else draft


def judge_in(connection: Connection) -> Judge:
    """Who judges in the workspace that this connection sees."""
    return judge_of(workspace_in(connection), agreements_in(connection))


def judge_again(connection: Connection, *, since: date | None = None) -> None:
    """Judge anew all stored MQLs, or those of `since` and later."""
    judge_stored(connection, judge_in(connection), since=since)


def history(engine: Engine) -> list[Event]:
    """Who wrote, changed, signed and discarded what, the newest first.

    Each tells the `number` of its version; a signature the `side` and the `name`, every other one the row's
    `effective_day` and `terms`, as `terms_of` reads them.
    """
    return events(engine, promise)


def _take(connection: Connection, draft: Agreement) -> list[Agreement]:
    """Lay hold of a draft as it was read, and give it the next version number; all agreements as they stand."""
    p = promise.c  # a number of a discarded row may be given again, so the moment of writing has to be the same too
    row = (p.id == draft.id, p.version == draft.version, p.written_at == draft.written_at)
    taken = update(promise).where(*row).values(version=promise.c.version + 1).returning(promise.c.id)
    is_ours = connection.execute(taken).first() is not None
    there = agreements_in(connection)
    theirs = next((a for a in there if a.id == draft.id), None)
    if not is_ours or theirs is None:
        who = f" by {theirs.written_by}" if theirs else ""
        raise StaleEdit(
            f"Version {draft.number} of the agreement was {'changed' if theirs else 'discarded'}{who} meanwhile.",
            advice="Nothing was stored. Look at both, and save yours again if it should stand.",
            theirs=theirs,
        )
    if theirs.is_signed:
        raise SettingError(
            f"Version {draft.number} of the agreement is signed and can't be changed.", advice="Write a new version."
        )
    return there


def _check_day(there: list[Agreement], day: date) -> None:
    last = max((a.effective_from for a in there if a.is_signed), default=None)
    if last is not None and day <= last:
        raise SettingError(
            f"A signed version is in force since {Grain.DAY.label(last)}; what it judged stays judged.",
            advice="Let the new version begin on a later day.",
        )


def _values(terms: Terms, effective_from: date, *, actor: str, at: int) -> dict[str, object]:
    return {
        "effective_day": to_number(effective_from),
        "terms": as_json(terms),
        "written_by": actor,
        "written_at": at,
    }


def _noted(draft: Agreement) -> dict[str, object]:
    """How a draft read, for the audit trail."""
    values = _values(draft.terms, draft.effective_from, actor=draft.written_by, at=draft.written_at)
    return {"number": draft.number} | values
