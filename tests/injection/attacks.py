"""Every attack that the tests use; those that wait for a bug to be fixed are in PENDING."""

from __future__ import annotations

from tests.injection.pending import PENDING
from tests.injection.records import RECORDS
from tests.injection.speech import SPEECH
from tests.injection.structure import STRUCTURE

__all__ = ["ATTACKS", "PENDING"]

ATTACKS = (*STRUCTURE, *RECORDS, *SPEECH)
