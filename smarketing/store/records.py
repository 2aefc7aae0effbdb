"""The record: what a team writes down, as ordinary rows. So far the settings of the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date

from sqlalchemy import Engine, func, insert, select, update

from smarketing.store.engine import reading
from smarketing.store.schema import import_batch, setting
from smarketing.workspace import Workspace


def read_workspace(engine: Engine) -> Workspace:
    """The workspace's settings; what was never set has its default, what a newer version wrote is left out."""
    with reading(engine) as connection:
        stored = dict(connection.execute(select(setting.c.key, setting.c.value)).all())
    known = {f.name: stored[f.name] for f in fields(Workspace) if f.name in stored}
    if known.get("as_of"):
        known["as_of"] = date.fromisoformat(known["as_of"])
    return Workspace(**known)


def write_workspace(engine: Engine, workspace: Workspace) -> None:
    """Store all settings in one transaction; each that changes gets a new version number."""
    values = asdict(workspace) | {"as_of": workspace.as_of.isoformat() if workspace.as_of else None}
    with engine.begin() as connection:
        stored = dict(connection.execute(select(setting.c.key, setting.c.value)).all())
        for key, value in values.items():
            if key not in stored:
                connection.execute(insert(setting).values(key=key, value=value))
            elif stored[key] != value:
                changed = update(setting).where(setting.c.key == key)
                connection.execute(changed.values(value=value, version=setting.c.version + 1))


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
    """A text that is another one after every import, every undo and every change of a setting."""
    imports = select(func.max(import_batch.c.id), func.count(import_batch.c.undone_at))
    settings = select(func.coalesce(func.sum(setting.c.version), 0))
    with reading(engine) as connection:
        last, undone = connection.execute(imports).one()
        return f"{last or 0}.{undone}.{connection.execute(settings).scalar_one()}"
