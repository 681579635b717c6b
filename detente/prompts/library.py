"""The library of prompts: templates with front matter, named by id, hashed, rendered strictly.

A template is a Markdown file for Jinja that begins with front matter: `id`, `act`, `title` and the names it
`needs`. Files whose name begins with `_` are parts of others. Nothing is filled in by default: a name that is
missing is an error.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from detente.errors import InputError

__all__ = ["BUILT_IN", "Library", "Prompt", "built_in", "load_library", "quoted"]

BUILT_IN = Path(__file__).parent / "library"
BAR = "│ "
"""What every line of quoted words begins with; no word of theirs can stand outside it."""
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Prompt:
    """One template."""

    id: str
    act: str
    title: str
    needs: tuple[str, ...]
    source: str
    """The file as it stands."""


@dataclass(frozen=True)
class Library:
    """Templates by id, and the parts they include."""

    files: Mapping[str, str]
    """File name → text."""

    @cached_property
    def prompts(self) -> Mapping[str, Prompt]:
        """The templates, without parts. Raises InputError for front matter that is none."""
        found = (_prompt(name, text) for name, text in sorted(self.files.items()) if not name.startswith("_"))
        return {prompt.id: prompt for prompt in found}

    @cached_property
    def digests(self) -> dict[str, str]:
        """Template → digest of it and of every part, 16 hex digits: what a session was told."""
        parts = "".join(text for name, text in sorted(self.files.items()) if name.startswith("_"))
        return {name: _digest(prompt.source + parts) for name, prompt in self.prompts.items()}

    @cached_property
    def _environment(self) -> ImmutableSandboxedEnvironment:
        bodies = {name: _FRONT.sub("", text, count=1) for name, text in self.files.items()}
        environment = ImmutableSandboxedEnvironment(
            loader=DictLoader(bodies),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        environment.filters["quoted"] = quoted
        return environment

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """A prompt with everything filled in. Raises InputError naming the template for what is missing."""
        try:
            text = self._environment.get_template(f"{name}.md").render(values)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            where = self._blamed(error, name)
            message = str(error).rstrip(".")
            raise InputError(f"The prompt '{where}' cannot be filled in: {message}.") from error
        return _GAPS.sub("\n\n", text).strip() + "\n"

    def _blamed(self, error: Exception, name: str) -> str:
        """The template that an error came from: the last one on its way up that is ours."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame.filename for frame in frames if frame.filename in self.files]
        place = getattr(error, "name", None) or (own[-1] if own else f"{name}.md")
        return str(place).removesuffix(".md")


def quoted(text: str) -> str:
    """Somebody's words, each line behind a bar; marks that steer a terminal or turn text round are shown."""
    shown = _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\r\n", "\n"))
    return "\n".join(f"{BAR}{line}" for line in shown.split("\n"))


def load_library(folder: Path) -> Library:
    """The library in a folder. Raises InputError when it cannot be read."""
    try:
        files = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{folder} cannot be read as a library of prompts: {error}.") from error
    return _of(tuple(files.items()))


@lru_cache(maxsize=4)
def _of(files: tuple[tuple[str, str], ...]) -> Library:
    """One library for the same files, wherever they lie: compiling templates is dear."""
    return Library(dict(files))


@cache
def built_in() -> Library:
    """The library that comes with the package."""
    return load_library(BUILT_IN)


def _prompt(name: str, text: str) -> Prompt:
    front = _FRONT.match(text)
    try:
        data = yaml.safe_load(front[1]) if front else None
    except yaml.YAMLError as error:
        problem = str(getattr(error, "problem", "") or "it cannot be parsed")
        raise InputError(f"{name}: the front matter is not valid YAML: {problem}.") from error
    if not isinstance(data, dict) or not {"id", "act", "title", "needs"} <= data.keys():
        raise InputError(
            f"{name}: a prompt begins with front matter: id, act, title and needs between '---'."
        )
    if data["id"] != name.removesuffix(".md"):
        raise InputError(f"{name}: its id is '{data['id']}'; a prompt is named for its file.")
    if not isinstance(data["needs"], list):
        raise InputError(f"{name}: needs: give a list of names, as [view, me].")
    return Prompt(data["id"], data["act"], data["title"], tuple(map(str, data["needs"])), text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
