from __future__ import annotations

from detente.transcripts.render.blocks import Grid, Listing, Page, Para, Speech, clean
from detente.transcripts.render.markdown import markdown
from tests.transcripts.render.conftest import text_of

SHAPED = "# no heading\n- no item\n1. no number\n| no | table | <b>no tag</b> *no* _stress_ [no](link)"


def test_what_somebody_said_cannot_change_the_shape_of_the_page() -> None:
    text = markdown(Page("Title", (Speech("North", SHAPED), Para(SHAPED), Listing((("a", SHAPED),)))))
    lines = text.splitlines()
    assert [line for line in lines if line.startswith("#")] == ["# Title"]
    assert "> \\# no heading" in lines
    assert "> \\- no item" in lines
    assert "> 1\\. no number" in lines
    assert "<b>" not in text.replace("\\<", "")
    assert "[no]" not in text.replace("\\[", "")


def test_a_table_keeps_its_columns_when_a_cell_has_a_bar() -> None:
    text = markdown(Page("T", (Grid(("x", "y"), (("a|b", "c"),), numbers=(1,)),)))
    assert text.splitlines()[2:] == ["| x | y |", "| --- | ---: |", "| a\\|b | c |"]


def test_control_characters_never_reach_a_screen() -> None:
    nasty = "before\x1b[2J\x07\x9bafter"
    assert "\x1b" not in clean(nasty)
    page = Page("T\x1b[0m", (Speech("North\x1b]0;x", nasty), Para(nasty, lead="L"), Grid((), ((nasty,),))))
    for text in (text_of(page), markdown(page)):
        assert not {"\x1b", "\x07", "\x9b"} & set(text)
        assert "after" in text
