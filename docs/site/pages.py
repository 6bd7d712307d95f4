"""The pages generated from the spec, as Markdown for the site generator."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

import jinja2
import yaml
from markupsafe import Markup

from docs.site.other_clients import install_and_use, measured_table, translated_clients
from docs.site.other_generators import steps
from docs.site.printed import help_text, printed
from docs.site.published import LANGUAGES
from docs.site.python_pages import OPTIONS, page_names
from docs.site.rooms import rooms_picture, rooms_table
from docs.site.state_diagram import state_diagram
from docs.site.vendor_pages import names, sdk_names, stated, titles
from kps_contract.spec import Node, Operation, Spec, media

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORDS: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "words.yaml").read_text("utf-8"))
VALUES = {"states": ("task_status", "KnownTaskStatus"), "operate-types": ("operate_type", "KnownOperateType")}
NAMES = re.compile(
    r"(?<![\w/.-])((?:KPS|APIGW)\.\d{4}|X-[A-Z][\w-]+|x-[a-z]+-[\w-]+|Known[A-Z]\w+|[A-Z]+_[A-Z_]+|[a-z]+_[a-z_]+|Retry-After)(?![\w-])"
)


class Pages:
    """Renders the generated pages of one language.

    Args:
        spec: The spec in that language, with code samples.
        language: ``en`` or ``zh``.
    """

    def __init__(self, spec: Spec, language: str) -> None:
        self._spec = spec
        self._words = WORDS[language]
        self._language = language
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            comment_start_string="{%#",  # because {#name} is the ID of a heading
            comment_end_string="#%}",
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._templates.filters |= {"prose": with_code, "kind": self._kind, "json": _json, "breakable": _breakable}

    def reference(self) -> dict[str, str]:
        """Return the pages of the HTTP reference by file name: an overview and one for each operation."""
        operations = self._spec.operations()
        pages = {"index.md": self._render("reference.md", operations=operations.values(), forms=self._forms())}
        for operation_id, operation in operations.items():
            pages[f"{operation_id}.md"] = self._render(
                "operation.md",
                path=operation.path,
                operation=operation.content,
                parameters=operation.parameters,
                answers=self._answers(operation),
                titles=titles(operation_id, self._language),
                sdk_names=sdk_names(operation_id),
                stated=stated(operation_id, self._language, self._words["stated"]),
                server_errors=self._server_errors(),
                sent={"X-Auth-Token", *(parameter["name"] for parameter in operation.parameters)},
                colours=[colour for _, _, colour in LANGUAGES.values()],
            )
        return pages

    def _server_errors(self) -> list[int]:
        codes = self._spec.schemas["KnownErrorCode"]["x-kps-values"].values()
        reads = [code for code in codes if code.get("reads", True)]
        return sorted({status for code in reads for status in code["status"] if status >= 500})

    def control(self) -> dict[str, str]:
        """Return the page of a control plane by file name; the spec must then be that of the control plane."""
        return {"control.md": self._render("control.md", operations=self._spec.operations().values())}

    def python(self) -> dict[str, str]:
        """Return the pages of the Python reference by file name."""
        words = self._words["python"]
        return {
            f"{page}.md": f"# {words[page]['title']}\n\n{words[page]['text']}\n\n"
            + "\n".join(_documented(name) for name in names)
            for page, names in page_names().items()
        }

    def fill(self, guide: str) -> str:
        """Replace ``<!-- generated: NAME -->``, ``<!-- output: COMMAND -->`` and the like with their content."""
        makers: dict[str, Callable[[str], str]] = {
            "generated": self._part,
            "output": lambda command: f"```console\n{printed(command)}```",
            "help": lambda command: f"```text\n{help_text(command)}```",
            "file": lambda path: f"```{path.rpartition('.')[2]}\n{(ROOT / path).read_text('utf-8')}```",
        }
        return re.sub(r"<!-- (generated|output|help|file): (.+?) -->", lambda found: makers[found[1]](found[2]), guide)

    def _part(self, name: str) -> str:
        schemas = self._spec.schemas
        if name == "clients":
            return install_and_use(self._language)
        if name == "generators":
            return steps(self._words["generators"])
        if name == "clients-table":
            return measured_table(translated_clients() if self._language == "zh" else {})
        if name == "rooms-picture":
            return f"<div>{rooms_picture(self._words['rooms']['title'])}</div>"
        if name == "rooms-table":
            return rooms_table(self._words["rooms"]["head"], self._words["rooms"]["purposes"])
        if name == "state-diagram":
            return state_diagram(schemas["KnownTaskStatus"]["x-kps-values"], self._words["diagram"]["description"])
        if name in VALUES:
            field, schema = VALUES[name]
            return self._render("states.html", field=field, states=_constants(schemas[schema])).strip()
        return self._render(f"{name}.html", errors=self._errors()).strip()

    def rows(self) -> list[Node]:
        """Return the table rows that the search should find, in the form of its index: each row like a section."""
        tables = [
            (f"guides/states.html#{field}-", _constants(self._spec.schemas[name])) for field, name in VALUES.values()
        ]
        tables += [("guides/errors.html#", self._errors())]
        return [
            {
                "location": place + row["name"],
                "title": row["name"],
                "text": f"{row['meaning']} {row.get('message', '')}",
            }
            for place, rows in tables
            for row in rows
        ] + [row for operation_id in self._spec.operations() for row in self._fields(operation_id)]

    def _fields(self, operation_id: str) -> Iterator[Node]:
        operation = self._spec.operations()[operation_id]
        facts = stated(operation_id, self._language, self._words["stated"])
        called = names(operation_id, self._language)
        success, error = (media(operation.responses[status])["schema"] for status in ("200", "400"))
        found = [(f"parameter-{each['name']}", each, "parameters") for each in operation.parameters]
        found += [(at, field, "fields") for at, field in self._nested("response", success)]
        found += [(at, field, "fields") for at, field in self._nested("error", error)]
        for at, field, part in found:
            name = at.rpartition("-")[2]
            yield {
                "location": f"reference/{operation_id}.html#{at}",
                "title": f"{name} {called[part].get(name, '')}".rstrip(),
                "text": " ".join(
                    (field.get("description", ""), facts[part].get(name, ""), field.get("x-kps-note", ""))
                ),
            }

    def _nested(self, at: str, schema: Node) -> Iterator[tuple[str, Node]]:
        schema = self._spec.resolve(schema)
        for name, field in schema.get("properties", {}).items():
            here, resolved = f"{at}-{name}", self._spec.resolve(field)
            yield here, resolved
            yield from self._nested(here, resolved.get("items", resolved))

    def _errors(self) -> list[Node]:
        advice = self._words["advice"]
        return [
            error
            | {
                "group": "gateway"
                if error["name"].startswith("APIGW")
                else "kps"
                if error.get("reads", True)
                else "other"
            }
            | {"advice": error.get("advice") or advice.get(error["retry"]) or advice[str(error["status"][0])]}
            for error in _constants(self._spec.schemas["KnownErrorCode"])
        ]

    def _render(self, template: str, **values: Any) -> str:
        return self._templates.get_template(f"{template}.j2").render(
            spec=self._spec.document, t=self._words, resolve=self._spec.resolve, **values
        )

    def _answers(self, operation: Operation) -> list[Node]:
        """Return status, description, schema and examples of each response."""
        answers = []
        for status, response in operation.responses.items():
            schema = self._spec.resolve(media(response)["schema"])
            answers.append({"status": status, "schema": schema, **response, "examples": media(response)["examples"]})
        return answers

    def _forms(self) -> list[Node]:
        """Return the examples of all responses, each of which says where its form was seen."""
        responses = [*self._spec.document["components"]["responses"].values()]
        responses += [operation.responses["200"] for operation in self._spec.operations().values()]
        return [form for response in responses for form in media(response)["examples"].values()]

    def _kind(self, schema: Node) -> str:
        """Return the name of a value's type in the reader's language."""
        kinds = self._words["kinds"]
        schema = self._spec.resolve(schema)
        if "oneOf" in schema:
            return str(kinds["or"]).join(self._kind(choice) for choice in schema["oneOf"])
        name = kinds[schema["type"]]
        if schema["type"] == "array":
            name = kinds["array-of"].format(self._kind(schema["items"]))
        return f"{name}, {kinds['nullable']}" if schema.get("nullable") else name


def with_code(text: str) -> Markup:
    """Mark the names in a plain text as code."""
    return Markup(NAMES.sub(r"<code>\1</code>", escape(" ".join(text.split()), quote=False)))


def _documented(name: str) -> str:
    """Return the Markdown that inserts the docstrings of a Python name into a page."""
    return f"::: {name}\n" + (f"    options: {json.dumps(OPTIONS[name])}\n" if name in OPTIONS else "")


def _breakable(path: str) -> Markup:
    """Allow line breaks in a path, but only after a slash."""
    return Markup("/<wbr>").join(path.split("/"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _constants(schema: Mapping[str, Any]) -> list[Node]:
    """Return the values of an enumeration, each with its meaning and what else is known."""
    return [
        {"name": name, "meaning": meaning, **schema["x-kps-values"][name]}
        for name, meaning in zip(schema["enum"], schema["x-enum-descriptions"], strict=True)
    ]
