"""The sections of sales' part: who · when · how soon · how often · what came back."""
