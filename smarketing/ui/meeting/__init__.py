"""The page of the meeting: planned, running, closed, and how a room is followed."""
