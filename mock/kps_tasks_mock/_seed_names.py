"""The seeds that come with the mock."""

BUILT_IN = ("documented", "demo", "contract")
