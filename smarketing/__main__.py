"""`python -m smarketing`: see `cli.py`."""

from smarketing.cli import run

run()
