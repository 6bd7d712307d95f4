"""A client library for accessing KPS Task Queries"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = ("AuthenticatedClient", "Client")


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import the client on first use, as rows and facts need no HTTP library."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import client

        return getattr(client, name)
