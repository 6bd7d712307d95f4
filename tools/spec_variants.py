"""Write variants of openapi.yaml into build/spec, for generators that need it in another form: `make spec-variants`."""

from __future__ import annotations

import sys
from pathlib import Path

from kps_contract.overlay import OverlayError, overlaid
from kps_contract.spec import to_yaml

ROOT = Path(__file__).resolve().parents[1]
VARIANTS = {"nullable": ROOT / "docs" / "nullable.overlay.yaml"}


def main() -> int:
    """Write all variants; return 1 if an overlay does not fit the spec."""
    folder = ROOT / "build" / "spec"
    folder.mkdir(parents=True, exist_ok=True)
    for name, overlay in VARIANTS.items():
        try:
            text = to_yaml(overlaid(ROOT / "openapi.yaml", overlay))
        except OverlayError as error:
            print(f"spec-variants: {error}", file=sys.stderr)
            return 1
        path = folder / f"openapi-{name}.yaml"
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
