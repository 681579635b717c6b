"""Tags and notes stand beside a transcript, and never in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import InputError, TranscriptError
from detente.transcripts.labels import Labels, labels_of, noted, tagged


def test_tags_are_kept_once_in_their_order_and_taken_off(tmp_path: Path) -> None:
    assert labels_of(tmp_path) == Labels()
    tagged(tmp_path, ("keep", "good"))
    assert tagged(tmp_path, ("good", "new")).tags == ("keep", "good", "new")
    assert tagged(tmp_path, ("good", "absent"), remove=True).tags == ("keep", "new")
    assert labels_of(tmp_path).tags == ("keep", "new")


def test_notes_are_kept_with_their_time_and_leave_tags_alone(tmp_path: Path) -> None:
    tagged(tmp_path, ("keep",))
    noted(tmp_path, " Moscow moved. ")
    found = noted(tmp_path, "Then it stopped.")
    assert [note.text for note in found.notes] == ["Moscow moved.", "Then it stopped."]
    assert all(note.when.endswith("+00:00") for note in found.notes)
    assert found.tags == ("keep",)


@pytest.mark.parametrize("tag", ["", " ", "two words", "a,b", "x" * 41])
def test_what_is_no_tag_is_refused(tmp_path: Path, tag: str) -> None:
    with pytest.raises(InputError, match="is no tag"):
        tagged(tmp_path, (tag,))
    assert not list(tmp_path.iterdir())


def test_a_note_has_words_and_a_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="A note has words"):
        noted(tmp_path, " ")
    (tmp_path / "labels.json").write_text("{")
    with pytest.raises(TranscriptError, match=r"labels\.json cannot be read as labels"):
        noted(tmp_path, "x")
