"""Import httpx without the command line that it carries.

``import httpx`` also imports click and rich where they are installed, for a command of its own. That is a third of the
time of the import, and nothing here uses it.
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
