"""The credentials file that the vendor's SDKs read. It is only read here, never written."""

from __future__ import annotations

from collections.abc import Mapping
from configparser import ConfigParser, Error
from pathlib import Path

from .._errors import ConfigurationError
from .names import Sourced

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
    "region": "region",  # this one and the next are not the vendor's; its SDKs pass over them
    "endpoint": "endpoint",
}


def path_of(environ: Mapping[str, str]) -> Path | None:
    """Return where the file is, whether it exists or not; None if HOME is not set."""
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
    """Return the settings of a section of the file: of the one that all tools use, or of *profile*.

    Without a profile, there are none where there is no such file or section.

    Raises:
        ConfigurationError: It cannot be read, or has no such profile. What is in it is not shown.
    """
    parser = _parsed(environ, needed=profile is not None)
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


def _profiles(parser: ConfigParser) -> list[str]:
    return [name for name in parser.sections() if parser[name].get("ak")]


def _parsed(environ: Mapping[str, str], *, needed: bool = False) -> ConfigParser:
    """Return what is in the file; nothing where it is missing, unless it is *needed* or named by its variable."""
    parser = ConfigParser(interpolation=None, strict=False)
    path = path_of(environ)
    problem = None if path or not needed else "HOME is not set"
    try:
        parser.read_string(path.read_text(encoding="utf-8-sig") if path else "")
    except FileNotFoundError:
        problem = "there is no such file" if needed or environ.get(_VARIABLE) else None
    except OSError as error:
        problem = str(error.strerror)
    except ValueError:
        problem = "it is not in UTF-8"
    except Error:
        problem = "it is not an INI file"
    if problem:  # raised here, as the errors above have the text in them
        raise ConfigurationError(f"The credentials file {path or PATH} cannot be read: {problem}.")
    return parser
