"""The JSON Schema of seeds: it accepts what the mock accepts, and the mock refuses what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files

import jsonschema_rs
import pytest
import yaml

from kps_tasks_mock import MockKps, SeedError
from kps_tasks_mock._seed_schema import seed_schema

from .test_mock_identities import TWO_PROJECTS
from .test_mock_seeds import BAD_SEEDS

VALIDATOR = jsonschema_rs.validator_for(seed_schema())
BEYOND_A_SCHEMA = (
    "twice",
    "already",
    "progresses",
    "does not progress",
    "does not match",
    "does not fail",
    "running list",
    "surrogate",
)


@pytest.mark.parametrize("name", ["documented", "demo", "contract"])
def test_built_in_seeds_and_snapshots_are_valid(name):
    seed = yaml.safe_load((files("kps_tasks_mock") / "seeds" / f"{name}.yaml").read_text("utf-8"))
    mock = MockKps.from_dict(seed)
    mock.add_task(unknown_status="PAUSED_RESET", extra={"zone": 1})
    mock.switch(order="newest-first")
    mock.revoke()
    mock.advance(7)

    for data in (seed, TWO_PROJECTS, json.loads(json.dumps(mock.snapshot()))):
        assert [error.message for error in VALIDATOR.iter_errors(data)] == []


def test_what_it_refuses_the_mock_refuses_and_mostly_the_other_way_round():
    noticed = 0
    for data, message in BAD_SEEDS:
        try:
            valid = VALIDATOR.is_valid(data)
        except ValueError:
            continue  # not JSON at all
        noticed += not valid
        with pytest.raises(SeedError):
            MockKps.from_dict(data)
        assert (
            valid <= any(words in message for words in BEYOND_A_SCHEMA)
            or "printable" in message
            or "empty" in message
            or "repeat" in message
        ), message
    assert noticed > len(BAD_SEEDS) / 2


def test_the_command_prints_it():
    done = subprocess.run([sys.executable, "-m", "kps_tasks_mock", "--schema"], capture_output=True, check=True)
    assert json.loads(done.stdout) == seed_schema()
