"""Put the built site beside those of earlier versions: `make docs-publish`. It sends nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from docs.site.build import SITE, address, build
from docs.site.versions import PublishError, folder_name, known_versions, publish

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Build the site, put it in place, and print where it is."""
    parser = argparse.ArgumentParser(prog="make docs-publish", description=__doc__)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--version", default="")
    parser.add_argument("--site-url", type=address, default="")
    options = parser.parse_args()
    try:
        versions = known_versions(options.pages)
        new = folder_name(options.version or this_version())
        if code := build(f"{options.site_url}latest/" if options.site_url else ""):
            return code
        publish(SITE, options.pages, versions, new, options.version or this_version())
    except PublishError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{options.pages / new} has the documentation; {options.pages} is ready to be served or pushed.")
    return 0


def this_version() -> str:
    """Return the version of this tree."""
    text = (ROOT / "wrapper/kps_tasks/_version.py").read_text("utf-8")
    return text.split('__version__ = "')[1].split('"')[0]


if __name__ == "__main__":
    sys.exit(main())
