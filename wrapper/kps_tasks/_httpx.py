"""Import httpx without its command line.

``import httpx`` also imports click and rich, if installed, for a command of its own. That takes a third of the import
time, and nothing here uses it.
"""

import sys

if "httpx" not in sys.modules:
    sys.modules["httpx._main"] = None  # type: ignore[assignment]  # httpx goes on without it, as if click were missing
    try:
        import httpx
    finally:
        del sys.modules["httpx._main"]
else:
    import httpx

__all__ = ["httpx"]
