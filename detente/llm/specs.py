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
FORMS = "baseline, human, script:FILE, openai:MODEL, openai:MODEL@BASE_URL or PROVIDER:MODEL"


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
    """Take a SPEC apart. Raises InputError with the forms there are."""
    if text in PLAIN:
        return Spec(text, text)
    head, colon, rest = text.partition(":")
    if not colon or not rest:
        raise InputError(f"'{text}' is no SPEC: give {FORMS}.")
    if head in ("script", "replay"):
        return Spec(text, head, path=rest)  # type: ignore[arg-type]
    if head == "object":
        return Spec(text, "object", provider="object", model=rest)
    if not _PROVIDER.fullmatch(head):
        raise InputError(f"'{text}' is no SPEC: give {FORMS}.")
    if head != "openai":
        return Spec(text, "langchain", provider=head, model=rest)
    model, _, url = rest.partition("@")
    return Spec(text, "openai", provider="openai", model=model, base_url=_address(url, text))


def _address(url: str, text: str) -> str:
    if not url and "@" not in text:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"'{url}' is no address: give one as http://127.0.0.1:8080/v1.")
    if parts.username or parts.password or parts.query:
        raise InputError("A key does not belong into an address: set OPENAI_API_KEY in the environment.")
    return url.rstrip("/")
