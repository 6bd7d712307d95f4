"""The output of `make bench`: all figures as JSON, a table, and plots."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .growth import Curves

Result = dict[str, Any]
SCALES = {"µs": 1e6, "ms": 1e3, "MB": 1e-6, "": 1.0}
COLORS = ("#0969da", "#bc4c00", "#1a7f37", "#8250df")
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
MARKER = "<!-- what follows is written by `make bench WRITE=1` -->"
WIDTH, HEIGHT, BAR, LEFT = 900, 360, 22, 280


def write(folder: Path, results: list[Result], curves: Curves, *, in_docs: bool = False) -> None:
    """Write bench.json, bench.md, ratios.svg and growth.svg, and the table into the docs if requested; print it."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "python": platform.python_version(),
        "httpx": version("httpx"),
    }
    (folder / "bench.json").write_text(json.dumps({"about": about, "figures": results, "growth": curves}, indent=2))
    table = "\n".join(_lines(results))
    words = f"Measured on {about['date']}: {about['machine']}, Python {about['python']}, httpx {about['httpx']}."
    (folder / "bench.md").write_text(f"{words}\n\n{table}\n")
    (folder / "ratios.svg").write_text(_ratios(results))
    if curves:
        (folder / "growth.svg").write_text(_growth(curves))
    if in_docs:
        before, marker, _ = DOCUMENT.read_text("utf-8").partition(MARKER)
        DOCUMENT.write_text(f"{before}{marker}\n\n{words}\n\n{table}\n", "utf-8")
    print(f"{words}\n\n{table}\n\nWritten to {os.path.relpath(folder)}: bench.json, bench.md and the plots.")


def _lines(results: Iterable[Result]) -> Iterable[str]:
    yield f"| {'what':<32} | {'ours':>9} | {'the peer':>9} | {'ratio':>6} | {'goal':>6} | {'bound':>5} | {'peer':<22} |"
    yield f"|{'-' * 34}|{'-' * 10}:|{'-' * 10}:|{'-' * 7}:|{'-' * 7}:|{'-' * 6}:|{'-' * 24}|"
    for result in results:
        ours, peer = (f"{result[side] * SCALES[result['unit']]:,.0f} {result['unit']}" for side in ("ours", "peer"))
        ratio, goal = f"{result['ratio']:.2f}", f"≤ {result['goal']:g}"
        bound = f"{result['bound']:.2f}" if result.get("bound") else ""
        cells = f"| {result['name']:<32} | {ours:>9} | {peer:>9} | {ratio:>6} | {goal:>6} | {bound:>5} |"
        yield f"{cells} {result['of']:<22} |"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _ratios(results: list[Result]) -> str:
    """Bars of each ratio relative to its goal: a bar that ends before the line has reached the goal."""
    parts, scale = [], (WIDTH - LEFT - 90) / 2
    for index, result in enumerate(results):
        share = result["ratio"] / result["goal"]
        color, y = ("#1a7f37" if share <= 1 else "#bc4c00"), index * BAR + 34
        parts.append(f'<text x="{LEFT - 10}" y="{y + 12}" text-anchor="end">{escape(result["name"])}</text>')
        parts.append(f'<rect x="{LEFT}" y="{y}" width="{min(share, 2) * scale:.0f}" height="15" fill="{color}"/>')
        shown = f"{result['ratio']:.2f} of {result['of']}"
        parts.append(f'<text x="{LEFT + 6}" y="{y + 12}" fill="#fff">{escape(shown)}</text>')
    height = len(results) * BAR + 50
    goal = LEFT + scale
    parts.append(f'<path d="M{goal} 26V{height - 14}" stroke="#57606a" stroke-dasharray="4 3"/>')
    parts.append(f'<text x="{goal}" y="18" text-anchor="middle">goal</text>')
    return _svg(height, parts)


def _growth(curves: Curves) -> str:
    """Microseconds per task by number of tasks, both logarithmic: a horizontal line is linear growth."""
    sizes = sorted({size for curve in curves.values() for size in curve})
    values = [value for curve in curves.values() for value in curve.values()]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(size: int) -> float:
        return 80 + (math.log10(size) - math.log10(sizes[0])) / math.log10(sizes[-1] / sizes[0]) * (WIDTH - 320)

    def y(value: float) -> float:
        return HEIGHT - 50 - (math.log10(value) - low) / (high - low) * (HEIGHT - 90)

    parts = ['<text x="20" y="22">CPU of a task in µs, by how many tasks there are (level: linear)</text>']
    parts += [f'<text x="{x(size):.0f}" y="{HEIGHT - 25}" text-anchor="middle">{size:,}</text>' for size in sizes]
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(f'<path d="M80 {at:.0f}H{WIDTH - 240}" stroke="#d0d7de"/>')
        parts.append(f'<text x="72" y="{at + 4:.0f}" text-anchor="end">{10.0**power:g}</text>')
    for row, ((name, curve), color) in enumerate(zip(curves.items(), COLORS, strict=True)):
        points = [(x(size), y(value)) for size, value in sorted(curve.items())]
        line = " ".join(f"{across:.0f},{down:.0f}" for across, down in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{across:.0f}" cy="{down:.0f}" r="3" fill="{color}"/>' for across, down in points]
        parts.append(f'<text x="{WIDTH - 220}" y="{60 + row * 20}" fill="{color}">{escape(name)}</text>')
    return _svg(HEIGHT, parts)


def _svg(height: int, parts: list[str]) -> str:
    style = "text{font:13px system-ui,sans-serif}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
    return "\n".join(
        (head, f"<style>{style}</style>", '<rect width="100%" height="100%" fill="#fff"/>', *parts, "</svg>\n")
    )
