"""Text from data on a screen that reads Markdown."""

from __future__ import annotations

import pytest

from smarketing.ui.text import bullets, plain


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/x", "HTTP://evil.example", "www.e.example", "see WWW.e.example", "ann@b.example"],
)
def test_no_address_stays_whole_since_markdown_would_make_a_link_of_it(address):
    said = plain(address)
    assert "://" not in said.replace("\\", "")
    assert "www." not in said.replace("\\", "").lower()
    assert "@b" not in said.replace("\\", "")
    assert said.replace("\\", "").replace("\u2060", "") == address


def test_every_sign_that_markdown_knows_is_escaped():
    assert plain("**a** [b](c) $d$ :red[e] <f> `g` # h") == (r"\*\*a\*\* \[b\]\(c\) \$d\$ \:red\[e\] \<f\> \`g\` \# h")


def test_words_and_numbers_are_left_as_they_are():
    assert plain("Müller, 1 234 · 45 % – “quoted”") == "Müller, 1 234 · 45 % – “quoted”"


def test_lines_become_a_list_with_a_line_each():
    assert bullets(["a*b", "c"]) == "- a\\*b\n- c"
