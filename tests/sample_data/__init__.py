"""The sample company: its files, its calendar, and the truths planted in it."""
