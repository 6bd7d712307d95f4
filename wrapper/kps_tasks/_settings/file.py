"""The credentials file of the vendor's SDKs. It is only read, never written."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from .._errors import ConfigurationError
from .names import Sourced

if TYPE_CHECKING:
    from configparser import ConfigParser

PATH = "~/.huaweicloud/credentials"
PROFILE = "KPS_PROFILE"
_VARIABLE = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"
_SECTION = "basic"
_KEYS = {
    "ak": "access_key",
    "sk": "secret_key",
    "security_token": "security_token",
    "project_id": "project_id",
    "iam_endpoint": "iam_endpoint",
    "region": "region",  # this and the next are not the vendor's; its SDKs ignore them
    "endpoint": "endpoint",
}


def path_of(environ: Mapping[str, str]) -> Path | None:
    """Return the path of the file, whether it exists or not; None if HOME is not set."""
    if given := environ.get(_VARIABLE):
        return Path(given)
    home = environ.get("HOME") or environ.get("USERPROFILE")
    return Path(home, *PATH.split("/")[1:]) if home else None


def profiles(environ: Mapping[str, str]) -> list[str]:
    """Return the names of the sections of the file that have an access key; none if it cannot be read."""
    try:
        return _profiles(_parsed(environ))
    except ConfigurationError:
        return []


def read_file(environ: Mapping[str, str], profile: str | None = None) -> dict[str, Sourced]:
    """Return the settings of a section of the file: the one that all tools use, or *profile*.

    Without a profile, the result is empty if there is no such file or section.

    Raises:
        ConfigurationError: It cannot be read, or has no such profile. Its contents are not shown.
    """
    parser = _parsed(environ, needed=profile is not None)
    if parser is None:
        return {}
    path, section = path_of(environ), profile or _SECTION
    if profile is not None and not parser.has_section(section):
        known = ", ".join(_profiles(parser)) or "none"
        raise ConfigurationError(f"There is no profile {profile!r} in {path}; its profiles are: {known}.")
    place = str(path) if profile is None else f"{path} [{section}]"
    values = parser[section] if parser.has_section(section) else {}
    found = {name: Sourced(f"{place}: {key}", values[key]) for key, name in _KEYS.items() if values.get(key)}
    if profile is not None and not found.keys() & {"access_key", "secret_key"}:
        raise ConfigurationError(f"The profile {profile!r} in {path} has no access key: its ak and sk are missing.")
    return found


def _profiles(parser: ConfigParser | None) -> list[str]:
    return [name for name in parser.sections() if parser[name].get("ak")] if parser else []


def _parsed(environ: Mapping[str, str], *, needed: bool = False) -> ConfigParser | None:
    """Return what is in the file; None if it is missing, unless it is *needed* or named by its variable."""
    text = _text(environ, needed)
    if text is None:
        return None
    from configparser import ConfigParser, Error  # here, because most programs have no such file

    parser = ConfigParser(interpolation=None, strict=False)
    with suppress(Error):
        parser.read_string(text)
        return parser
    raise _unreadable(environ, "it is not an INI file")  # not raised from that error, which contains the text


def _text(environ: Mapping[str, str], needed: bool) -> str | None:
    path, problem = path_of(environ), "HOME is not set"
    if path:
        try:
            return path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            problem, needed = "there is no such file", needed or bool(environ.get(_VARIABLE))
        except OSError as error:
            problem, needed = str(error.strerror), True
        except ValueError:
            problem, needed = "it is not in UTF-8", True
    if needed:
        raise _unreadable(environ, problem)
    return None


def _unreadable(environ: Mapping[str, str], problem: str) -> ConfigurationError:
    return ConfigurationError(f"The credentials file {path_of(environ) or PATH} cannot be read: {problem}.")
