"""Messages to whoever should know, by Apprise: mail, Slack, Teams and many more, each an address of one line.

Addresses hold passwords and tokens, so nothing here tells more of one than its scheme; Apprise's own log is silent.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from apprise import Apprise, AppriseAsset, AppriseAttachment, NotifyFormat
from apprise.attachment.memory import AttachMemory
from apprise.common import OverflowMode
from apprise.plugins import NotifyBase
from pydantic import SecretStr

from smarketing.errors import NotDelivered, SettingError

EXAMPLE = "mailtos://user:password@example.com?to=team@example.com"

for _library in ("apprise", "urllib3"):  # their lines may hold an address
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30})://", re.IGNORECASE)
_PASSWORD = re.compile(r"(?<!//):(?!//)[^/?#]*@")
_CALLS = re.compile(r"(?<=[@!])(?=\S)")

_ASSET = AppriseAsset(app_id="smarketing", app_desc="smarketing", app_url="")

_KINDS = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ics": "text/calendar",
}


@dataclass(frozen=True)
class Address:
    """Where messages go.

    name: what may be told of it, `mailtos`, and `mailtos 2` where there are two. key: the same wherever it stands among
    others and whatever its password, without a secret: its scheme and a digest of the rest.
    """

    name: str
    key: str
    service: NotifyBase = field(repr=False)


def addresses(text: SecretStr | None, *, setting: str) -> list[Address]:
    """The addresses that a setting holds. Raises SettingError, which tells of one its place and scheme only."""
    made: list[Address] = []
    for place, one in enumerate(text.get_secret_value().split() if text else (), start=1):
        found = _SCHEME.match(one)
        service = Apprise.instantiate(one, asset=_ASSET) if found else None
        if found is None or not isinstance(service, NotifyBase):
            kind = f", {found[1].lower()}://…," if found else ""
            raise SettingError(
                f"Address {place} of {setting}{kind} can't be used.",
                advice=f"Write it as Apprise does, for example {EXAMPLE}",
            )
        if "overflow=" not in one:
            service.overflow_mode = OverflowMode.SPLIT
        scheme = found[1].lower()
        same = sum(a.name.split()[0] == scheme for a in made)
        made.append(Address(f"{scheme} {same + 1}" if same else scheme, f"{scheme} {_digest(one)}", service))
    return made


def _digest(address: str) -> str:
    return hashlib.sha256(_PASSWORD.sub("@", address, count=1).encode()).hexdigest()[:16]


def send(
    to: Address, title: str, text: str, *, is_html: bool = False, attached: Mapping[str, bytes] | None = None
) -> bool:
    """Send one message; did the address take it? attached: files by their names, for a service that takes any."""
    post = Apprise(asset=_ASSET)
    post.add(to.service)
    kind = NotifyFormat.HTML if is_html else NotifyFormat.TEXT
    files = AppriseAttachment()
    for name, content in (attached or {}).items() if to.service.attachment_support else ():
        files.add(AttachMemory(content=content, name=name, mimetype=_KINDS.get(name.rpartition(".")[2])))
    return bool(post.notify(title=title, body=text, body_format=kind, attach=files if len(files) else None))


def quiet(text: str) -> str:
    """The same, in which no name calls anybody: `@everyone` and `!channel` are words."""
    return _CALLS.sub("\u2060", text)


def check_taken(failed: Sequence[str], *, setting: str, again: str) -> None:
    """Raises NotDelivered for addresses that did not take their message, by their names."""
    if failed:
        raise NotDelivered(
            f"{' and '.join(f'{name}://…' for name in failed)} did not take the message.",
            advice=f"{again} See that the address in {setting} is right and answers.",
        )
