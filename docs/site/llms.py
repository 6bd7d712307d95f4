"""``llms.txt``, which tells language models where the plain texts are; see llmstxt.org."""

from __future__ import annotations

from collections.abc import Mapping

from kps_contract.spec import Spec


def llms(spec: Spec, words: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """Return the text of ``llms.txt``.

    Args:
        spec: The spec in the language of the site.
        words: The headings, and the names of the descriptions.
        texts: The Markdown beside the pages, by path.
    """

    def links(folder: str) -> list[str]:
        return [f"- [{_title(text)}]({path})" for path, text in texts.items() if path.startswith(folder)]

    lines = [
        "# kps-tasks",
        "",
        f"> {' '.join(spec.document['info']['description'].split())}",
        "",
        f"## {words['reference']}",
        "",
        f"- [{words['description']} (YAML)](openapi.yaml)",
        f"- [{words['description']} (JSON)](openapi.json)",
        f"- [{words['control']}](control.yaml)",
        *(
            f"- {operation_id}: `GET {operation.path}`. {operation.content['summary']}"
            for operation_id, operation in spec.operations().items()
        ),
        "",
        f"## {words['guides']}",
        "",
        *links("guides/"),
        "",
        f"## {words['python']}",
        "",
        *links("python/"),
        "",
        "## Optional",
        "",
        *links("changelog.md"),
        f"- {words['other']}",
    ]
    return "\n".join(lines) + "\n"


def _title(text: str) -> str:
    """Return the first heading, without what may precede it."""
    return next(line for line in text.splitlines() if line.startswith("# ")).removeprefix("# ")
