"""The record: what a team writes down, as ordinary rows. So far the settings of the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date

from sqlalchemy import Connection, Engine, func, insert, select, update

from smarketing.store.engine import reading
from smarketing.store.facts import writing
from smarketing.store.schema import import_batch, promise, setting, snapshot
from smarketing.workspace import Workspace


def read_workspace(engine: Engine) -> Workspace:
    """The workspace's settings; what was never set has its default, what a newer version wrote is left out."""
    with reading(engine) as connection:
        return workspace_in(connection)


def workspace_in(connection: Connection) -> Workspace:
    """`read_workspace`, as the caller's transaction sees it."""
    stored = dict(connection.execute(select(setting.c.key, setting.c.value)).all())
    known = {f.name: stored[f.name] for f in fields(Workspace) if f.name in stored}
    if known.get("as_of"):
        known["as_of"] = date.fromisoformat(known["as_of"])
    return Workspace(**known)


def write_workspace(engine: Engine, workspace: Workspace) -> None:
    """Store all settings in one transaction; each that changes gets a new version number.

    Where a setting decides what is due, the stored leads are judged anew.
    """
    from smarketing.store.promises import judge_again

    values = asdict(workspace) | {"as_of": workspace.as_of.isoformat() if workspace.as_of else None}
    with writing(engine) as connection:
        stored = dict(connection.execute(select(setting.c.key, setting.c.value)).all())
        for key, value in values.items():
            if key not in stored:
                connection.execute(insert(setting).values(key=key, value=value))
            elif stored[key] != value:
                changed = update(setting).where(setting.c.key == key)
                connection.execute(changed.values(value=value, version=setting.c.version + 1))
        if any(stored.get(key, values[key]) != values[key] for key in ("response_days", "country", "time_zone")):
            judge_again(connection)


def read_answers(engine: Engine, shape: str) -> dict[str, object]:
    """What a person once said of files of this shape (`check.Options` by field name); nothing: nobody was asked."""
    with reading(engine) as connection:
        return dict(connection.execute(select(setting.c.value).where(setting.c.key == _of(shape))).scalar() or {})


def write_answers(engine: Engine, shape: str, answers: Mapping[str, object]) -> None:
    """Remember what was said of files of this shape."""
    with engine.begin() as connection:
        key, value = _of(shape), dict(answers)
        changed = update(setting).where(setting.c.key == key).values(value=value).returning(setting.c.key)
        if connection.execute(changed).first() is None:
            connection.execute(insert(setting).values(key=key, value=value))


def _of(shape: str) -> str:
    return f"answers:{shape}"


def data_version(engine: Engine) -> str:
    """A text that is another one after every import, every undo, every change of a setting or of the agreement,
    and every snapshot.
    """
    imports = select(func.max(import_batch.c.id), func.count(import_batch.c.undone_at))
    written = [select(func.count(), func.coalesce(func.sum(t.c.version), 0)).select_from(t) for t in (setting, promise)]
    with reading(engine) as connection:
        last, undone = connection.execute(imports).one()
        records = [f"{n}-{versions}" for query in written for n, versions in connection.execute(query)]
        taken = connection.execute(select(func.count()).select_from(snapshot)).scalar_one()
        return ".".join([f"{last or 0}", f"{undone}", *records, f"{taken}"])
