"""Receivers, and a workspace with something to tell, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.alerting.receivers import Mailbox, Webhook, mailbox, webhook


@pytest.fixture
def mails() -> Iterator[Mailbox]:
    """A mail server of the test's own."""
    with mailbox() as box:
        yield box


@pytest.fixture
def hook() -> Iterator[Webhook]:
    """A web server of the test's own."""
    with webhook() as running:
        yield running
