"""The meeting itself: the list and the plan, then the presentation, at the end the minutes."""

from smarketing.meeting import State
from smarketing.ui.meeting import chosen, closed, plan, run

meeting = chosen.current()
if meeting is None:
    plan.listing()
elif meeting.state is State.PLANNED:
    plan.agenda(meeting)
elif meeting.state is State.RUNNING:
    run.show(meeting)
else:
    closed.show(meeting)
