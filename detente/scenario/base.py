"""The base of every value that a scenario is made of, and the shapes of its identifiers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
"""A short name: letters, digits, `_` and `-`."""

ActorId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}(\.[A-Za-z][A-Za-z0-9_-]{0,39})?$")]
"""`seat.leader`, `seat.FACTION`, or a ratifier's id."""

IssueOption = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}\.[a-g]$")]
"""An issue's option, as `I2.b`."""


class Data(BaseModel):
    """A frozen value that refuses unknown fields, so a misspelt key is found and not ignored."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        str_strip_whitespace=True,
        validate_by_name=True,
        validate_by_alias=True,
    )
