"""SPECs: who sits in a seat, as written on a command line, in a settings file and in a manifest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from detente.errors import InputError

__all__ = ["Spec", "parse_spec"]

Kind = Literal["baseline", "lexical", "human", "script", "replay", "openai", "langchain", "object"]
_PROVIDER = re.compile(r"[a-z][a-z0-9_]*")
PLAIN: tuple[Kind, ...] = ("baseline", "lexical", "human")
FORMS = "baseline, human, script:FILE, replay:SESSION, openai:MODEL, openai:MODEL@BASE_URL or PROVIDER:MODEL"


@dataclass(frozen=True)
class Spec:
    """A SPEC taken apart."""

    text: str
    kind: Kind
    provider: str = ""
    model: str = ""
    base_url: str = ""
    path: str = ""

    @property
    def is_model(self) -> bool:
        """Whether a language model answers."""
        return self.kind in ("openai", "langchain", "object")

    @property
    def name(self) -> str:
        """The SPEC without an address."""
        return self.text.partition("@")[0] if self.base_url else self.text


def parse_spec(text: str) -> Spec:
    """Take a SPEC apart. Raises InputError with the forms there are; an address is never said again."""
    if text in PLAIN:
        return Spec(text, text)
    head, colon, rest = text.partition(":")
    if not colon or not rest:
        raise _no_spec(text)
    if head in ("script", "replay"):
        return Spec(text, head, path=rest)  # type: ignore[arg-type]
    if head == "object":
        return Spec(text, "object", provider="object", model=rest)
    model, at, url = rest.partition("@")
    if not _PROVIDER.fullmatch(head) or not model:
        raise _no_spec(text)
    if head == "openai":
        return Spec(text, "openai", provider="openai", model=model, base_url=_address(url) if at else "")
    if "://" in rest:
        raise InputError(
            f"{head}:{model.partition('://')[0]} takes no address; only openai:MODEL@BASE_URL does."
        )
    return Spec(text, "langchain", provider=head, model=rest)


def _no_spec(text: str) -> InputError:
    return InputError(f"'{text.partition('@')[0].partition('://')[0]}' is no SPEC: give {FORMS}.")


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        known = bool(parts.scheme in ("http", "https") and parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if "@" in url or "?" in url or "#" in url:
        raise InputError("A key does not belong into an address: set OPENAI_API_KEY in the environment.")
    if not known:
        raise InputError(f"'{url}' is no address: give one as http://127.0.0.1:8080/v1.")
    return url.rstrip("/")
