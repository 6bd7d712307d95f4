"""Apply OpenAPI overlays to a description, strictly."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..overlay import OverlayError, overlaid
from ..spec import to_yaml


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("document", type=Path, help="the description, YAML or JSON")
    parser.add_argument("overlays", type=Path, nargs="+", metavar="overlay", help="overlays, applied in this order")
    parser.add_argument("-o", "--output", type=Path, help="file to write (default: standard output)")


def main(options: argparse.Namespace) -> int:
    """Write the result; return 1 and print one line if a file does not fit."""
    try:
        text = to_yaml(overlaid(options.document, *options.overlays))
    except OverlayError as error:
        print(f"overlay: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0
