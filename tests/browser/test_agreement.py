"""The agreement's papers, as a person downloads them."""

from __future__ import annotations

import io

import pypdfium2


def test_the_agreement_is_downloaded_as_one_page_of_either_kind(sample, visit):
    screen = visit(sample, "/promises?part=Agreement")
    papers = screen.main.locator(".st-key-agreed-papers")
    assert b"Anke Marten" in screen.download(papers, "HTML")
    made = pypdfium2.PdfDocument(io.BytesIO(screen.download(papers, "PDF")))
    assert len(made) == 1
    assert "Sales promises" in made[0].get_textpage().get_text_range()
