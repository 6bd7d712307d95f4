"""All edits of the spec that users notice."""

from __future__ import annotations

from . import edits_of_access, edits_of_answers, edits_of_calls
from .edit import Edit

EDITS: list[Edit] = [*edits_of_calls.EDITS, *edits_of_answers.EDITS, *edits_of_access.EDITS]
