"""The credentials file that the vendor's SDKs read. It is only read here, never written."""

from __future__ import annotations

from collections.abc import Mapping
from configparser import ConfigParser, Error
from pathlib import Path

from .._errors import ConfigurationError
from .names import Sourced

PATH = "~/.huaweicloud/credentials"
_VARIABLE = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"
_SECTION = "basic"
_KEYS = {
    "ak": "access_key",
    "sk": "secret_key",
    "security_token": "security_token",
    "project_id": "project_id",
    "iam_endpoint": "iam_endpoint",
}


def path_of(environ: Mapping[str, str]) -> Path | None:
    """Return where the file is, whether it exists or not; None if HOME is not set."""
    if given := environ.get(_VARIABLE):
        return Path(given)
    home = environ.get("HOME") or environ.get("USERPROFILE")
    return Path(home, *PATH.split("/")[1:]) if home else None


def read_file(environ: Mapping[str, str]) -> dict[str, Sourced]:
    """Return the settings of the file, or none if there is no such file.

    Raises:
        ConfigurationError: It cannot be read. What is in it is not shown.
    """
    path = path_of(environ)
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
        problem = None
    except FileNotFoundError:
        if not environ.get(_VARIABLE):
            return {}
        problem = "there is no such file"
    except OSError as error:
        problem = str(error.strerror)
    except ValueError:
        problem = "it is not in UTF-8"
    parser = ConfigParser(interpolation=None, strict=False)
    if problem is None:
        try:
            parser.read_string(text)
        except Error:
            problem = "it is not an INI file"
    if problem:  # raised here, as the errors above have the text in them
        raise ConfigurationError(f"The credentials file {path} cannot be read: {problem}.")
    if not parser.has_section(_SECTION):
        return {}
    section = parser[_SECTION]
    return {name: Sourced(f"{path}: {key}", section[key]) for key, name in _KEYS.items() if section.get(key)}
