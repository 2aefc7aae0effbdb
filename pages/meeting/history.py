"""Past meetings' decisions and actions, and what became of them."""

from smarketing.ui.meeting import past

past.show()
