"""The command line: `python -m smarketing [--sample] [--database URL] COMMAND`.

Each command is a function in `COMMANDS`; it opens the store by `store_of(context)` and prints for people. What it
needs is imported when it runs, so that `--help` is there at once, and Streamlit never is. Exit codes: 0 done,
1 a fault of ours (of `audit`: the chain is not whole), 2 wrong usage, 3 refused, with what happened and what to do.
"""

from __future__ import annotations

import getpass
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smarketing.errors import FilterError, SettingError, SmarketingError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from smarketing.alert import Alert
    from smarketing.handout.board import Board
    from smarketing.handout.readout import Readout
    from smarketing.intake.load import Outcome, Stored
    from smarketing.snapshot import Snapshot
    from smarketing.store.audit import Chain, Place

UNFORESEEN = NOT_WHOLE = 1
REFUSED = 3
DAY = "%Y-%m-%d"


class SqlMeans(StrEnum):
    """What a column called SQL holds."""

    ACCEPTED = "accepted"
    OPPORTUNITY = "opportunity"


Files = Annotated[list[Path], typer.Argument(help="CSV or Excel files, as the CRM exports them.", metavar="FILE…")]
Changes = Annotated[
    list[str], typer.Option("--map", help="Which column is which, where it isn't seen.", metavar="FIELD=HEADER")
]
Meaning = Annotated[SqlMeans | None, typer.Option(help="What SQL stands for in these files.")]
DayFirst = Annotated[bool | None, typer.Option("--day-first/--month-first", help="For dates that leave it open.")]
Stages = Annotated[
    list[str],
    typer.Option("--stage", help="What a stage's own name means: open, won, lost, Lead, MQL, SAL, SQL, Rejected, none.",
                 metavar="NAME=MEANING"),
]  # fmt: skip
LeftOut = Annotated[
    list[str], typer.Option("--leave-out", help="A pipeline of deals that is no new business.", metavar="PIPELINE")
]


def run() -> None:
    """Run the command that `sys.argv` names. What is refused is told in words, without a traceback."""
    try:
        app()
    except SmarketingError as error:
        typer.echo(str(error), err=True)
        sys.exit(REFUSED)
    except Exception as error:  # a message may quote somebody's data, so only the places are told
        from smarketing.log import places

        typer.echo(f"This should not have happened, and nothing was stored. For the report: {places(error)}", err=True)
        sys.exit(UNFORESEEN)


def choose_store(
    context: typer.Context,
    sample: Annotated[
        bool, typer.Option("--sample", help="Work on the sample company, in a scratch database.")
    ] = False,
    database: Annotated[
        str, typer.Option(help="The database's URL; else SMARKETING_DATABASE_URL, else a file in the data folder.")
    ] = "",
) -> None:
    """The one screen that sales and marketing look at together, by command."""
    context.obj = context.with_resource(_sample_url() if sample else _url(database))


@contextmanager
def _sample_url() -> Iterator[str]:
    from smarketing.sample import fill

    with tempfile.TemporaryDirectory(prefix="smarketing-sample-") as folder:
        url = f"sqlite:///{Path(folder) / 'sample.db'}"
        fill(url)
        yield url


@contextmanager
def _url(database: str) -> Iterator[str]:
    from smarketing.settings import settings

    yield database or settings().workspace_url


@contextmanager
def store_of(context: typer.Context) -> Iterator[Engine]:
    """The store that the command works on, brought up to date."""
    from smarketing.store.engine import open_store

    engine = open_store(context.obj, upgrade=True)
    try:
        yield engine
    finally:
        engine.dispose()


# --- files in -----------------------------------------------------------------------------------


def import_files(
    context: typer.Context,
    files: Files,
    map_: Changes = [],  # noqa: B006 - typer's way to say "none"
    sql_means: Meaning = None,
    day_first: DayFirst = None,
    stage: Stages = [],  # noqa: B006
    leave_out: LeftOut = [],  # noqa: B006
    time_zone: Annotated[str | None, typer.Option(help="Of clock times without a zone: Europe/Berlin.")] = None,
) -> None:
    """Store files as one batch: all of them or none, each only once."""
    changes, given = _changes(map_), _given(sql_means, day_first, stage, leave_out)
    zone = _zone(time_zone)
    from smarketing.intake.load import load_files

    with store_of(context) as engine, _progress() as progress:
        outcome = load_files(
            engine, files, actor=_actor(), at=int(time.time()), changes=changes, progress=progress,
            time_zone=zone, **given,
        )  # fmt: skip
    _tell(outcome)


def show_readout(
    context: typer.Context,
    files: Files,
    as_json: Annotated[bool, typer.Option("--json", help="One object with every number, for programs.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write it as one HTML page.", metavar="OUT")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write it as one PDF page.", metavar="OUT")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=[DAY], help="As known at the end of this day.")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=[DAY], help="The period's first day.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=[DAY], help="The period's last day.")] = None,
    map_: Changes = [],  # noqa: B006 - typer's way to say "none"
    sql_means: Meaning = None,
    day_first: DayFirst = None,
    stage: Stages = [],  # noqa: B006
    leave_out: LeftOut = [],  # noqa: B006
) -> None:
    """Read the funnel of files at once. Nothing is stored."""
    changes, given = _changes(map_), _given(sql_means, day_first, stage, leave_out)
    days = {"as_of": as_of, "first": first, "last": last}
    from smarketing.handout import readout_page

    with _refused_in(as_json, days="--from, --to, --as-of"):
        told = _read_out(context.obj, files, changes, {k: v and v.date() for k, v in days.items()}, given)
        _write_papers({html: lambda: readout_page.html(told), pdf: lambda: readout_page.pdf(told)})
    _print(told, as_json)


def _read_out(
    url: str, files: list[Path], changes: dict[str, str], days: dict[str, date | None], given: dict[str, object]
) -> Readout:
    from smarketing.intake.load import check_files, options_for
    from smarketing.readout import read_out, workspace_of

    at, workspace = int(time.time()), workspace_of(url)
    options = options_for(workspace, at=at, **given)
    days["as_of"] = days["as_of"] or options.today
    with _progress() as progress:
        sheets = check_files(files, options, changes=changes, progress=progress)
        return read_out(sheets, workspace=workspace, at=at, progress=progress, **days)  # ty: ignore


def _write_papers(papers: dict[Path | None, Callable[[], bytes]]) -> None:
    """Make the papers that were asked for, then put each in its place."""
    from smarketing.handout.written import write_whole

    for file, content in [(file, made()) for file, made in papers.items() if file]:
        write_whole(file, content)
        typer.echo(f"Written: {file}", err=True)


def undo_import(context: typer.Context, number: Annotated[int, typer.Argument(help="The import's number.")]) -> None:
    """Take an import out again; what stood before it stands again."""
    from smarketing.intake.load import undo

    with store_of(context) as engine:
        undo(engine, number, at=int(time.time()))
    typer.echo(f"Import {number} is undone.")


def list_imports(context: typer.Context) -> None:
    """List the imports, the newest first."""
    from smarketing.store.facts import batches

    with store_of(context) as engine:
        found = batches(engine)
    for batch in found:
        state = f", undone {_when(batch.undone_at)}" if batch.undone_at else ""
        typer.echo(
            f"{batch.id:>5}  {_when(batch.at)}  {batch.actor}  {batch.rows_used:,} of {batch.rows_read:,} rows"
            f"  {', '.join(batch.files)}{state}"
        )
    if not found:
        typer.echo("Nothing has been imported yet.")


# --- moments ------------------------------------------------------------------------------------


def take_snapshot(
    context: typer.Context,
    label: Annotated[str, typer.Option(help="What it was taken for: a meeting, a month's end.")] = "",
    as_of: Annotated[datetime | None, typer.Option(formats=[DAY], help="As known at the end of this day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object, for programs.")] = False,
) -> None:
    """Keep how each lead and deal stands, so that the next meeting sees what has changed since."""
    with _refused_in(as_json, days="--as-of"):
        from smarketing.owed import today
        from smarketing.store import records, snapshots

        at = int(time.time())
        with store_of(context) as engine:
            last = today(records.read_workspace(engine), at=at)
            day = as_of.date() if as_of else last
            if day > last:
                raise FilterError(f"{day} is still to come; the last day that can be kept is {last}.")
            kept = snapshots.take(engine, as_of=day, at=at, actor=_actor(), label=label)
    _tell_snapshots([kept], as_json=as_json)


def list_snapshots(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One list, for programs.")] = False,
) -> None:
    """List the snapshots, the newest first."""
    from smarketing.store.snapshots import taken

    with store_of(context) as engine:
        found = taken(engine)
    _tell_snapshots(found, as_json=as_json)
    if not found and not as_json:
        typer.echo("No snapshot has been taken yet; `python -m smarketing snapshot` takes one.")


# --- out of it ----------------------------------------------------------------------------------


def show_board(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One object with every number, for programs.")] = False,
    as_of: Annotated[datetime | None, typer.Option(formats=[DAY], help="As known at the end of this day.")] = None,
) -> None:
    """Tell who owes leads a touch or an answer, of the MQLs of the last twelve months."""
    with _refused_in(as_json, days="--as-of"):
        from smarketing.owed import morning_board

        with store_of(context) as engine:
            told = morning_board(engine, at=int(time.time()), as_of=as_of and as_of.date())
    _print(told, as_json)


def show_agreement(
    context: typer.Context,
    as_of: Annotated[datetime | None, typer.Option(formats=[DAY], help="The version in force on this day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object with every term, for programs.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write it as one HTML page.", metavar="OUT")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write it as one PDF page.", metavar="OUT")] = None,
) -> None:
    """Tell what marketing and sales have agreed, or write it as a page to sign."""
    from smarketing.agreement import in_force
    from smarketing.handout import agreement_page
    from smarketing.owed import today
    from smarketing.store import promises, records

    with store_of(context) as engine:
        here, there = records.read_workspace(engine), promises.agreements(engine)
    day = as_of.date() if as_of else today(here, at=int(time.time()))
    with _refused_in(as_json, days="--as-of"):
        found = in_force(there, day)
        if found is None:
            raise SettingError(f"Nothing is agreed for {day}.", advice="Sign an agreement on the page Promises.")
        paper = agreement_page.paper_of(found, there, here)
        _write_papers({html: lambda: agreement_page.html(paper), pdf: lambda: agreement_page.pdf(paper)})
    told = paper.as_json() | {"as_of": day.isoformat(), "terms": promises.as_json(found.terms)}
    typer.echo(json.dumps(told, ensure_ascii=False, allow_nan=False) if as_json else "\n".join(paper.lines()))


def show_minutes(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(help="The meeting's number; else the last closed one.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write them as Markdown.", metavar="OUT")] = None,
    html: Annotated[Path | None, typer.Option(help="Write them as one HTML page.", metavar="OUT")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write them as a PDF.", metavar="OUT")] = None,
    pptx: Annotated[Path | None, typer.Option(help="Write them as slides with charts to edit.", metavar="OUT")] = None,
    ics: Annotated[Path | None, typer.Option(help="Write the next date as a calendar file.", metavar="OUT")] = None,
    mail: Annotated[bool, typer.Option("--mail", help="Send them to SMARKETING_MINUTES_TO.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object with all that they say, for programs.")] = False,
) -> None:
    """Tell the minutes of a closed meeting, or write and send them."""
    from smarketing import papers, post
    from smarketing.handout import deck, minutes_page
    from smarketing.handout import minutes as handout
    from smarketing.settings import settings

    with _refused_in(as_json, days="NUMBER"):
        to = post.addresses(settings().minutes_to, setting=papers.SETTING) if mail else []
        with store_of(context) as engine:
            told = papers.minutes_of(engine, number)
            upcoming = papers.next_date(engine, told)
        _write_papers({
            markdown: lambda: handout.markdown(told).encode(), html: lambda: minutes_page.html(told),
            pdf: lambda: minutes_page.pdf(told), pptx: lambda: deck.pptx(told),
            ics: lambda: papers.calendar_of(upcoming),
        })  # fmt: skip
        taken = papers.send(told, to, upcoming=upcoming) if mail else []
    if taken:
        typer.echo(f"Sent to {', '.join(f'{name}://…' for name in taken)}.", err=True)
    if as_json:
        typer.echo(json.dumps(handout.paper_of(told).as_json(), ensure_ascii=False, allow_nan=False))
    elif not (mail or any((markdown, html, pdf, pptx, ics))):
        typer.echo(handout.markdown(told), nl=False)


def write_digest(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder for digest.html and digest.pdf.", metavar="DIR")],
    as_of: Annotated[datetime | None, typer.Option(formats=[DAY], help="As known at the end of this day.")] = None,
) -> None:
    """Write the pre-read of the next meeting: both promises, what moved, who owes, the open actions."""
    with _refused_in(False, days="--as-of"):
        from smarketing.digest import digest
        from smarketing.handout import minutes_page

        with store_of(context) as engine:
            told = digest(engine, at=int(time.time()), as_of=as_of and as_of.date())
    out.mkdir(parents=True, exist_ok=True)
    _write_papers(
        {out / "digest.html": lambda: minutes_page.html(told), out / "digest.pdf": lambda: minutes_page.pdf(told)}
    )


# --- the whole workspace ------------------------------------------------------------------------


def upgrade_workspace(context: typer.Context) -> None:
    """Bring the workspace's tables to this version of the program."""
    with store_of(context):
        typer.echo("The workspace is up to date.")


def back_up(context: typer.Context, file: Annotated[Path, typer.Argument(help="Where to.", metavar="FILE")]) -> None:
    """Write the whole workspace, as it stands now, into one file; others may work on."""
    from smarketing.store.backup import backup

    size = backup(context.obj, file)
    typer.echo(f"{file}: {size / 1e6:,.1f} MB. Keep it where the workspace is not.")


def put_back(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.", metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Also over a workspace that is not empty.")] = False,
) -> None:
    """Put a backup in the workspace's place: all of it, or nothing is changed."""
    from smarketing.store.backup import restore

    restore(file, context.obj, force=force)
    typer.echo(f"The workspace is as it was in {file}. Start the app anew.")


def show_or_change_settings(
    context: typer.Context,
    changes: Annotated[list[str] | None, typer.Argument(help="What to change.", metavar="[NAME=VALUE]…")] = None,
) -> None:
    """List what the team decided once (time zone, currency, deadline, …), or change some of it."""
    from smarketing.business_time import BusinessTime
    from smarketing.store import queries, records

    with store_of(context) as engine:
        before = now = records.read_workspace(engine)
        for change in changes or ():
            name, _, value = change.partition("=")
            now = now.changed(name, value)
        BusinessTime(now.calendar, 0, 0)  # refuses a country whose holidays are not known
        if now.time_zone != before.time_zone and queries.extent(engine) is not None:
            raise SettingError(
                "The time zone decides which day every stored date is, and leads are stored already.",
                advice="Undo the imports, change it, and import the files again.",
            )
        records.write_workspace(engine, now)
    for name, value in asdict(now).items():
        typer.echo(f"{name:<14} {'' if value is None else value}")


def check_audit(
    context: typer.Context,
    head: Annotated[
        str, typer.Option(help="A head that it printed earlier: is it still in the chain?", metavar="HEX")
    ] = "",
) -> None:
    """Check that nobody tampered with what the audit trail tells of each change."""
    noted = head.lower()
    if noted and not re.fullmatch(r"[0-9a-f]{12,64}", noted):
        raise typer.BadParameter("a head has 12 to 64 digits, 0 to 9 and a to f.", param_hint="--head")
    from smarketing.store import audit

    with store_of(context) as engine:
        found = audit.chain(engine, noted=noted)
    wrong = _what_is_wrong(found, noted)
    if wrong:
        typer.echo(wrong, err=True)
        raise typer.Exit(NOT_WHOLE)
    typer.echo(f"{_changes_in(found)}, the chain is whole, head {found.head}")


# --- alerts -------------------------------------------------------------------------------------


def send_alerts(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go out; send and store nothing.")] = False,
    as_of: Annotated[
        datetime | None, typer.Option(formats=[DAY], help="As known at the end of this day; only with --dry-run.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object, for programs.")] = False,
) -> None:
    """Tell broken promises, a goal out of reach, a fall of acceptance to SMARKETING_ALERTS_TO, each alert once."""
    if as_of and not dry_run:
        raise typer.BadParameter("only what is known now can be sent; say --dry-run too.", param_hint="--as-of")
    from smarketing import alerting, post
    from smarketing.settings import settings

    at, to = int(time.time()), post.addresses(settings().alerts_to, setting=alerting.SETTING)
    with store_of(context) as engine:
        found, blind = (ask(engine, at=at, as_of=as_of and as_of.date()) for ask in (alerting.found, alerting.blind))
        if dry_run:
            made = alerting.plan(engine, found, to, at=at)
        else:
            made = alerting.deliver(engine, found, to, at=at, actor=_actor())
    going = {a: [d.address for d in made if d.is_taken and a in d.alerts] for a in found}
    _tell_alerts({a: names for a, names in going.items() if names or not to}, is_dry=dry_run, as_json=as_json)
    for said in filter(None, (blind, "" if to else alerting.HOW_TO_SET)):
        typer.echo(said, err=True)
    alerting.check_taken(made)


COMMANDS: dict[str, Callable[..., None]] = {
    "readout": show_readout,
    "import": import_files,
    "undo": undo_import,
    "imports": list_imports,
    "snapshot": take_snapshot,
    "snapshots": list_snapshots,
    "board": show_board,
    "agreement": show_agreement,
    "minutes": show_minutes,
    "digest": write_digest,
    "settings": show_or_change_settings,
    "alerts": send_alerts,
    "upgrade": upgrade_workspace,
    "backup": back_up,
    "restore": put_back,
    "audit": check_audit,
}
"""Every command by its name. A command takes the context first: `with store_of(context) as engine`."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.callback()(choose_store)
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


# --- words --------------------------------------------------------------------------------------


def _changes(pairs: list[str]) -> dict[str, str]:
    from smarketing.intake.fields import KINDS

    changes = dict(pair.partition("=")[::2] for pair in pairs)
    known = {f.name for kind in KINDS.values() for f in kind.fields}
    for name, header in changes.items():
        if name not in known or not header:
            raise typer.BadParameter(
                f"{name}={header}: say FIELD=HEADER with one of these fields: {', '.join(sorted(known))}.",
                param_hint="--map",
            )
    return changes


def _given(
    sql_means: SqlMeans | None, day_first: bool | None, stages: list[str], left_out: list[str]
) -> dict[str, object]:
    """The fields of `check.Options` that the command line settles."""
    from smarketing.intake.stage_names import MEANINGS, spoken

    said = {name: (spoken(word), word) for name, _, word in (pair.rpartition("=") for pair in stages)}
    for name, (meant, word) in said.items():
        if not name or meant is None:
            raise typer.BadParameter(
                f"{name}={word}: say NAME=MEANING with one of these meanings: open, won, {', '.join(MEANINGS)}.",
                param_hint="--stage",
            )
    return {
        "sql_means": sql_means and sql_means.value, "day_first": day_first,
        "stages": {name: meant for name, (meant, _) in said.items()}, "left_out": tuple(left_out),
    }  # fmt: skip


def _zone(name: str | None) -> str | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return name and ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        raise typer.BadParameter(f"there is no time zone {name!r}.", param_hint="--time-zone") from None


def _actor() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return "command line"


def _when(seconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(seconds))


@contextmanager
def _refused_in(as_json: bool, *, days: str) -> Iterator[None]:
    """What is refused is told as JSON too, where that is asked for; a day that makes no sense is wrong usage."""
    try:
        yield
    except FilterError as error:
        raise typer.BadParameter(str(error), param_hint=days) from None
    except SmarketingError as error:
        if not as_json:
            raise
        typer.echo(json.dumps(error.as_json(), ensure_ascii=False))
        typer.echo(str(error), err=True)
        raise typer.Exit(REFUSED) from None


def _print(told: Readout | Board, as_json: bool) -> None:
    typer.echo(json.dumps(told.as_json(), ensure_ascii=False, allow_nan=False) if as_json else "\n".join(told.lines()))


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """A bar on the terminal; nothing where the output is no terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)


def _tell_alerts(going: dict[Alert, list[str]], *, is_dry: bool, as_json: bool) -> None:
    if as_json:
        told = [{**asdict(alert), "key": alert.key, "to": names} for alert, names in going.items()]
        typer.echo(json.dumps({"sent": not is_dry, "alerts": told}, ensure_ascii=False))
        return
    for alert, names in going.items():
        to = [f"    → {', '.join(f'{name}://…' for name in names)}"] if names else []
        typer.echo("\n".join([alert.title, f"    {alert.text}", *to]))
    count = f"{len(going)} alert{'s' if len(going) != 1 else ''}"
    typer.echo(f"{count} would go out." if is_dry else f"{count} went out.")


def _tell_snapshots(found: list[Snapshot], *, as_json: bool) -> None:
    if as_json:
        told = [{**asdict(kept), "as_of": kept.as_of.isoformat()} for kept in found]
        typer.echo(json.dumps({"snapshots": told}, ensure_ascii=False))
        return
    from smarketing.handout.written import one_line

    for kept in found:
        label = f"  {one_line(kept.label)}" if kept.label else ""
        typer.echo(
            f"{kept.id:>5}  as of {kept.as_of}  {kept.leads:,} leads, {kept.deals:,} deals"
            f"  taken {_when(kept.taken_at)} by {one_line(kept.taken_by)}{label}"
        )


def _tell(outcome: Outcome) -> None:
    for file in outcome.files:
        typer.echo(_headline(file))
        for line in file.receipt.sentences() if file.is_new else ():
            typer.echo(f"    {line}")
    for note in outcome.notes:
        typer.echo(note)
    if outcome.import_id is None:
        typer.echo("Nothing new: every file is in the store already.")
    else:
        typer.echo(
            f"Stored as import {outcome.import_id}; `python -m smarketing undo {outcome.import_id}` takes it back."
        )


def _what_is_wrong(found: Chain, noted: str) -> str:
    if found.misfit:
        return (
            f"The chain breaks at {_place(found.misfit)}: it was changed or put in, or others were taken out or moved. "
            f"Whole before it: {_changes_in(found)}."
        )
    if not found.ends_at_head:
        if not found.last:
            return "There is no change left, though the head that is kept is that of one."
        end = f"The chain ends with {_place(found.last)}, whose digest is not the head that is kept"
        return f"{end}: changes after it were taken out, or it was put in."
    if not found.has_noted:
        return (
            f"The chain is whole ({_changes_in(found)}), but the head {noted} is not in it: it was written anew, "
            "an older backup was put back, or it is another workspace's."
        )
    return ""


def _changes_in(found: Chain) -> str:
    return f"{found.changes:,} change{'s' if found.changes != 1 else ''}"


def _place(place: Place) -> str:
    from smarketing.handout.written import one_line

    try:
        when = _when(place.at)
    except (TypeError, ValueError, OverflowError, OSError):  # who tampers may write what is no moment
        when = one_line(str(place.at))
    return f"change {place.number} ({when}, by {one_line(str(place.actor))})"


def _headline(file: Stored) -> str:
    if file.earlier:
        number, at, actor = file.earlier
        return f"{file.name}: left out, it was imported already (import {number}, {_when(at)}, by {actor})."
    read = file.receipt
    how = ", ".join(w for w in (read.vendor, read.encoding, f"columns parted by {_named(read.delimiter)}") if w)
    return f"{file.name} ({how}, header on line {read.header_line})"


def _named(delimiter: str) -> str:
    return {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(delimiter, "cells")
