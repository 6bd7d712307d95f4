"""Settings for all tests."""

from __future__ import annotations

from hypothesis import settings

# A gate says the same twice: no random choice and no memory of earlier runs. Long runs choose another profile.
settings.register_profile("gate", derandomize=True, database=None, deadline=None)
settings.load_profile("gate")
