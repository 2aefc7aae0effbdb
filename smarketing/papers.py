"""A closed meeting's documents from the store: which meeting is meant, when the next one is, and how they are sent.

store.minutes ──▶ Minutes ──▶ handout: Markdown, HTML, PDF, slides, calendar ──▶ post
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine

from smarketing import post
from smarketing.errors import SettingError
from smarketing.handout import deck, invitation, minutes_page
from smarketing.handout.minutes import paper_of
from smarketing.meeting import Minutes, State
from smarketing.periods import Grain
from smarketing.store import meetings
from smarketing.store import minutes as store

SETTING = "SMARKETING_MINUTES_TO"
HOW_TO_SET = f"Set {SETTING}, with spaces between addresses; for example {post.EXAMPLE}"


def minutes_of(engine: Engine, number: int | None = None) -> Minutes:
    """The minutes of a meeting, the last closed one unless a number is said. Raises SettingError without any."""
    if number is None:
        closed = [m for m in meetings.meetings(engine) if m.state is State.CLOSED]
        if not closed:
            raise SettingError("No meeting has been closed yet.", advice="Minutes are made when one is closed.")
        number = max(closed, key=lambda m: (m.closed_at, m.id)).id
    meeting = meetings.meeting_of(engine, number)
    told = store.minutes_of(engine, number)
    if told is None:
        raise SettingError(
            f"Meeting {number} is {meeting.state.value}, so it has no minutes yet.",
            advice="Close it first, in its room.",
        )
    return told


def next_date(engine: Engine, minutes: Minutes, *, link: str = "") -> invitation.Invitation | None:
    """The invitation to the next meeting: to the one that is planned for then, where there is one."""
    for there in meetings.meetings(engine):
        if there.starts_at == minutes.next_at and there.series is minutes.meeting.series:
            agenda = meetings.items(engine, there.id)
            return invitation.of_planned(there, agenda, company=minutes.company, time_zone=minutes.time_zone, link=link)
    return invitation.of_next(minutes, link=link)


def calendar_of(told: invitation.Invitation | None) -> bytes:
    """The calendar file. Raises SettingError where no next date was named."""
    if told is None:
        raise SettingError("The minutes name no next date.", advice="Plan the next meeting in the app.")
    return invitation.ics(told)


def send(minutes: Minutes, to: Sequence[post.Address], *, upcoming: invitation.Invitation | None) -> list[str]:
    """Send minutes, PDF, slides and the next date; the names of the addresses that took them.

    Raises SettingError where there is no address, NotDelivered after the others have it where one did not take it.
    """
    if not to:
        raise SettingError("There is no address to send minutes to.", advice=HOW_TO_SET)
    paper = paper_of(minutes)
    name = f"minutes-{paper.day.isoformat()}"
    attached = {f"{name}.pdf": minutes_page.pdf(minutes), f"{name}.pptx": deck.pptx(minutes)}
    attached |= {"next-meeting.ics": invitation.ics(upcoming)} if upcoming else {}
    title = post.quiet(" ".join(f"{paper.company}: {paper.title}, {Grain.DAY.label(paper.day)}".split())[:200])
    text = post.quiet(minutes_page.mail(minutes))
    taken = [a.name for a in to if post.send(a, title, text, is_html=True, attached=attached)]
    failed = [a.name for a in to if a.name not in taken]
    post.check_taken(failed, setting=SETTING, again="The others have it." if taken else "Nobody has it.")
    return taken
