"""The version of the package, for users and for the User-Agent header."""

__version__ = "0.1.0"
