"""The library of prompts: templates with front matter, named by id, hashed, rendered strictly.

A template is a Markdown file for Jinja that begins with front matter (`front.py`). Files whose name begins
with `_` are parts of others. Nothing is filled in by default: a name that is missing is an error.
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

from jinja2 import FunctionLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from detente.errors import InputError
from detente.prompts.front import FRONT, Prompt, prompt_of

__all__ = ["BUILT_IN", "Library", "built_in", "environment", "load_library", "overlaid", "quoted", "tidy"]

BUILT_IN = Path(__file__).parent / "library"
BAR = "│ "
"""What every line of quoted words begins with; no word of theirs can stand outside it."""
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_GAPS = re.compile(r"\n{3,}")
_INCLUDED = re.compile(r"""{%[-+]?\s*include\s+["']([^"']+)["']""")


@dataclass(frozen=True)
class Library:
    """Templates by id, and the parts they include."""

    files: Mapping[str, str]
    """File name → text."""

    @cached_property
    def prompts(self) -> Mapping[str, Prompt]:
        """The templates, without parts. Raises InputError for front matter that is none."""
        found = (prompt_of(name, text) for name, text in sorted(self.files.items()) if name[:1] != "_")
        return {prompt.id: prompt for prompt in found}

    @cached_property
    def bodies(self) -> Mapping[str, str]:
        """File name → its text without front matter."""
        return {name: FRONT.sub("", text, count=1) for name, text in self.files.items()}

    @cached_property
    def digests(self) -> dict[str, str]:
        """Template → digest of it and of every part, 16 hex digits: what a session was told."""
        parts = "".join(text for name, text in sorted(self.files.items()) if name.startswith("_"))
        return {name: _digest(prompt.source + parts) for name, prompt in self.prompts.items()}

    @cached_property
    def _environment(self) -> ImmutableSandboxedEnvironment:
        return environment(self.bodies)

    def parts(self, name: str) -> tuple[str, ...]:
        """The parts that a prompt includes, and theirs, by name; those that are not there are left out."""
        found: dict[str, None] = {}
        waiting = [f"{name}.md"]
        while waiting:
            body = self.bodies.get(waiting.pop(0), "")
            named = (one[1] for one in _INCLUDED.finditer(body))
            fresh = [one for one in named if one in self.files and one.removesuffix(".md") not in found]
            found.update(dict.fromkeys(one.removesuffix(".md") for one in fresh))
            waiting += fresh
        return tuple(found)

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """A prompt with everything filled in. Raises InputError naming the template for what is missing."""
        return tidy(self.filled(name, values, self._environment))

    def filled(self, name: str, values: Mapping[str, Any], within: ImmutableSandboxedEnvironment) -> str:
        """The same as it leaves the template, in an environment for this library's bodies."""
        try:
            return within.get_template(f"{name}.md").render(values)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
            where = self._blamed(error, name)
            message = str(error).rstrip(".")
            raise InputError(f"The prompt '{where}' cannot be filled in: {message}.") from error

    def _blamed(self, error: Exception, name: str) -> str:
        """The template that an error came from: the last one on its way up that is ours."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame.filename for frame in frames if frame.filename in self.files]
        place = getattr(error, "name", None) or (own[-1] if own else f"{name}.md")
        return str(place).removesuffix(".md")


def environment(bodies: Mapping[str, str], extensions: tuple[Any, ...] = ()) -> ImmutableSandboxedEnvironment:
    """How templates are read: in Jinja's sandbox, undefined names as errors, values never as templates.

    Each knows its file's name, so that an error in it can be told from one in the file that includes it.
    """

    def load(name: str) -> tuple[str, str, Any] | None:
        return (bodies[name], name, lambda: True) if name in bodies else None

    made = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        extensions=extensions,
    )
    made.filters["quoted"] = quoted
    return made


def tidy(text: str) -> str:
    """A filled template as it is sent: no more than one empty line anywhere, none at either end."""
    return _GAPS.sub("\n\n", text).strip() + "\n"


def quoted(text: str) -> str:
    """Somebody's words, each line behind a bar; marks that steer a terminal or turn text round are shown."""
    shown = _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\r\n", "\n"))
    return "\n".join(f"{BAR}{line}" for line in shown.split("\n"))


def load_library(folder: Path) -> Library:
    """The library in a folder. Raises InputError when it cannot be read."""
    return _of(tuple(_read(folder).items()))


def overlaid(folder: Path, base: Library | None = None) -> Library:
    """A library (the built-in one) with the files of a folder in the place of its own, by id.

    Raises InputError for a folder that cannot be read or holds no prompt, for a file that overrides nothing,
    and for front matter that is none.
    """
    below, own = base or built_in(), _read(folder)
    if not own:
        raise InputError(f"{folder} holds no prompt: give a folder of Markdown files, as speak.md.")
    for name in own:
        if name not in below.files and not name.startswith("_"):
            known = ", ".join(below.prompts)
            raise InputError(f"{folder / name}: there is no prompt '{Path(name).stem}'; there are {known}.")
    made = _of(tuple(sorted({**below.files, **own}.items())))
    made.prompts  # noqa: B018 - reading them finds front matter that is none
    return made


def _read(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise InputError(f"{folder} cannot be read as a library of prompts: it is no folder.")
    try:
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{folder} cannot be read as a library of prompts: {error}.") from error


@lru_cache(maxsize=16)
def _of(files: tuple[tuple[str, str], ...]) -> Library:
    """One library for the same files, wherever they lie: compiling templates is dear."""
    return Library(dict(files))


@cache
def built_in() -> Library:
    """The library that comes with the package."""
    return load_library(BUILT_IN)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
