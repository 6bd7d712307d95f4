"""Mocks that are broken on purpose, to see whether the suite notices. `variant.py` says how one is written."""

from . import errors, relations, requests, shape, time_passes
from .variant import CLASSES, REGISTER, Registered

__all__ = ["CLASSES", "REGISTER", "Registered", "errors", "relations", "requests", "shape", "time_passes"]
