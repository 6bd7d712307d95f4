"""Mocks broken on purpose, to test whether the suite notices. `variant.py` says how to write one."""

from . import errors, relations, requests, shape, time_passes
from .variant import CLASSES, REGISTER, Registered

__all__ = ["CLASSES", "REGISTER", "Registered", "errors", "relations", "requests", "shape", "time_passes"]
