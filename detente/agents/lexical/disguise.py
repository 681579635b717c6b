"""Words in disguise: letters that only look Latin, and characters between them that no screen shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_ODD = re.compile(
    "[\u00ad\u034f-\u1fff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2100-\u214f\u2460-\u24ff\ufe00-\ufeff\uff00-\uffef"
    "\U0001d400-\U0001d7ff\U000e0000-\U000e007f]"
)
_CYRILLIC = str.maketrans(
    "\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0430\u0435\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458",
    "SIJABEKMHOPCTYXaeopctyxsij",
)
_GREEK = str.maketrans(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03b1\u03bf\u03c4\u03c5",
    "ABEZHIKMNOPTYXaotu",
)
_LATIN = {**_CYRILLIC, **_GREEK}


def unmasked(text: str) -> tuple[str, Sequence[int]]:
    """A text as it looks, in Latin letters, and for each character of it the place it has in the original."""
    if text.isascii() or not _ODD.search(text):
        return text, range(len(text))
    seen: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).translate(_LATIN):
            if part == "\n" or unicodedata.category(part) not in {"Cc", "Cf", "Mn", "Me"}:
                seen.append(part)
                places.append(place)
    return "".join(seen), places
