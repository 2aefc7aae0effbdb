"""Opening a store, and saying in words what is wrong with it.

SQLite: the one that `pysqlite3` bundles, because WAL is safe only from 3.51.3 on (before, two
connections that write and checkpoint at once could corrupt the file); on an older one the rollback
journal. Every write begins IMMEDIATE: a deferred one that turns into a write fails when another
writer is active. Reads begin deferred, so that they never wait for a writer.
PostgreSQL: connections are tested before use, and a hung server is given up after seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as PoolIsEmpty

from smarketing.errors import SettingError, StoreDamaged, StoreError, StoreFull, StoreTooNew, StoreUnreachable
from smarketing.store.patience import READ_SECONDS, WRITE_SECONDS, make_patient, wait_for

try:
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # no wheel for this system: its own SQLite serves, with the journal that is safe there
    import sqlite3 as sqlite

WAL_IS_SAFE_FROM = (3, 51, 3)
BUSY_SECONDS = 30
DRIVERS = ("sqlite", "postgresql+psycopg")
CONNECT_SECONDS = 3
STATEMENT_SECONDS = 6

_READING = "smarketing_reading"


def open_store(url: str, *, upgrade: bool = False, existing: bool = False) -> Engine:
    """An engine on the database at `url`; with `upgrade`, brought to the newest schema first.

    existing: a SQLite file that isn't there is not made, which SQLite would do with the first question.
    Raises SettingError for an address of no database we know, StoreUnreachable, StoreTooNew, StoreDamaged, StoreFull.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        if existing:
            file = Path(parsed.database or "").resolve().as_uri()
            parsed = parsed.set(database=file, query={"uri": "true", "mode": "rw"})
        else:
            _make_folder(parsed.database)
        engine = create_engine(parsed, module=sqlite, connect_args={"timeout": BUSY_SECONDS})
        _teach_sqlite(engine, sqlite)
    else:
        engine = create_engine(
            parsed,
            pool_pre_ping=True,
            pool_timeout=STATEMENT_SECONDS,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                # the server gives up on a long statement, the client on a server that is gone or hangs
                "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c timezone=UTC",
                "tcp_user_timeout": STATEMENT_SECONDS * 1000,
                "keepalives_idle": 5,
            },
        )
        make_patient(engine)
        event.listen(engine, "begin", _begin_postgresql)
    event.listen(engine, "handle_error", _tell)
    if upgrade:
        try:
            migrate(engine)
        except StoreError:
            engine.dispose()
            raise
    return engine


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.drivername not in DRIVERS:
        raise SettingError(
            "The database's address is not one that can be used.",  # it may hold a password: not told
            advice="SMARKETING_DATABASE_URL reads postgresql+psycopg://user:password@host/name.",
        )
    return parsed


def sqlite_file(url: str) -> Path | None:
    """The file of the SQLite database at `url`; None for another kind of database."""
    parsed = _parsed(url)
    return Path(parsed.database or "").resolve() if parsed.get_backend_name() == "sqlite" else None


def _make_folder(database: str | None) -> None:
    if not database or database == ":memory:":
        return
    folder = Path(database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnreachable(
            f"The data folder {folder} can't be made: {error.strerror}.",
            advice="Give this user the right to write there, or set SMARKETING_DATA_FOLDER to another folder.",
        ) from None


def wal_is_safe(module: ModuleType = sqlite) -> bool:
    """Is this SQLite free of the WAL-reset fault?"""
    return module.sqlite_version_info >= WAL_IS_SAFE_FROM


def _teach_sqlite(engine: Engine, module: ModuleType) -> None:
    journal = "wal" if wal_is_safe(module) else "delete"

    @event.listens_for(engine, "connect")
    def _connected(connection, _record) -> None:  # noqa: ANN001 - the driver's own type
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {BUSY_SECONDS * 1000}", "foreign_keys = on", "secure_delete = on",
            f"journal_mode = {journal}", "cache_size = -65536",
        ):  # fmt: skip
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get(_READING)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(_READING):
        wait_for(connection, READ_SECONDS)
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    else:
        # an import of a million leads is one long, honest transaction
        wait_for(connection, WRITE_SECONDS)
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the store and never waits for a writer."""
    try:
        opened = engine.connect()
    except PoolIsEmpty:
        raise StoreUnreachable("The database has too much to do.", advice="Try again in a moment.") from None
    with opened.execution_options(**{_READING: True}) as connection:
        yield connection


def _tell(context: ExceptionContext) -> StoreError | None:
    if context.is_pre_ping:
        return None  # the pool itself makes a new connection
    return in_words(context.original_exception)


_WORDS: tuple[tuple[tuple[str, ...], type[StoreError], str, str], ...] = (
    (("malformed", "not a database", "disk image"), StoreDamaged, "The database file is damaged.",
     "Nothing was changed. Put the last backup back: python -m smarketing restore FILE --force."),
    (("database or disk is full", "no space left", "disk i/o error"), StoreFull, "The disk is full.",
     "Nothing was stored, and what was there is whole. Free some space and try again."),
    (("readonly database", "unable to open", "permission denied"), StoreUnreachable,
     "The database file can't be opened or written.",
     "Give this user the right to write to the data folder, or set SMARKETING_DATA_FOLDER to another one."),
    (("database is locked",), StoreUnreachable, "Another program holds the database.",
     "Wait until its import is done, and try again."),
    (("statement timeout", "canceling statement", "timeout expired"), StoreUnreachable,
     "The database took too long to answer.", "Try again; if it stays so, ask whoever runs the database."),
    (("could not connect", "connection refused", "connection failed", "server closed the connection",
      "the connection is closed", "consuming input failed", "terminating connection", "is shutting down",
      "is starting up", "could not receive data", "connection timeout", "connection is lost", "does not exist",
      "failed to resolve", "authentication failed"),
     StoreUnreachable, "The database does not answer.",
     "Check that it runs and that SMARKETING_DATABASE_URL is right; this page works again as soon as it does."),
    (("no such table", "undefinedtable"), StoreUnreachable, "The database has not been set up yet.",
     "Run python -m smarketing upgrade, or start the app once."),
)  # fmt: skip


def in_words(error: BaseException | None) -> StoreError | None:
    """What a database driver's error means for a person, or None where it means a fault of ours."""
    said = f"{type(error).__name__} {error}".lower()
    for signs, kind, happened, advice in _WORDS:
        if any(sign in said for sign in signs):
            return kind(happened, advice=advice)
    return None


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version, in one transaction. Raises StoreTooNew before touching anything."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7406)"))  # two processes may start at once
        _refuse_newer(connection)
        before = _revision(connection)
        config = _alembic()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if before not in (None, head()):
            _judge_again(connection)


def _judge_again(connection: Connection) -> None:
    """What an older version stored is judged by this one's columns."""
    from smarketing.store.promises import judge_again

    judge_again(connection)


def _refuse_newer(connection: Connection) -> None:
    revision = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions()}
    if revision is not None and revision not in known:
        raise StoreTooNew(
            f"The database was written by a newer version of this program (schema {revision}).",
            advice="Update this program, or put back a backup that this version made.",
        )


def is_pending(engine: Engine) -> bool:
    """Is the schema older than this program (or not there yet)? Raises StoreTooNew, StoreUnreachable."""
    with reading(engine) as connection:
        _refuse_newer(connection)
        return _revision(connection) != head()


def is_started(engine: Engine) -> bool:
    """Has this database been set up as a workspace at all?"""
    with reading(engine) as connection:
        return inspect(connection).has_table("lead")


def check(engine: Engine) -> None:
    """Read the whole file once. Raises StoreDamaged where SQLite finds a fault; PostgreSQL looks after itself."""
    if engine.dialect.name != "sqlite":
        return
    with reading(engine) as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise StoreDamaged("The database file is damaged.", advice=_WORDS[0][3])


def head() -> str:
    """The newest schema version that this program knows."""
    return ScriptDirectory.from_config(_alembic()).get_current_head() or ""
