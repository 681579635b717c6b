"""The page about faults says what the tests hold true."""

from __future__ import annotations

from tests.faults.page import PAGE, page


def test_the_page_is_made_of_the_cases_as_they_stand() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
