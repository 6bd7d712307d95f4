"""What the vendor's pages state, as the files of pages/ keep it."""

from __future__ import annotations

from pathlib import Path

from kps_contract.spec import load

FOLDER = Path(__file__).with_name("pages")
PAGES = {path.name.removesuffix(".yaml"): load(path) for path in sorted(FOLDER.iterdir())}
