"""The variants of the spec equal the spec except for their purpose."""

from __future__ import annotations

from kps_contract.overlay import overlaid
from kps_contract.spec import Spec, load, media, to_yaml
from tools import spec_variants


def fields(spec: Spec, schema):
    """Every field below a schema, with its path."""
    for name, part in spec.resolve(schema).get("properties", {}).items():
        yield name, part
        yield from ((f"{name}.{inner}", field) for inner, field in fields(spec, part))
        if "items" in part:
            yield from ((f"{name}[].{inner}", field) for inner, field in fields(spec, part["items"]))


def test_in_the_nullable_variant_every_field_of_a_response_may_be_null():
    spec = Spec(overlaid(spec_variants.ROOT / "openapi.yaml", spec_variants.VARIANTS["nullable"]))
    seen = {
        (name, part.get("nullable"))
        for operation in spec.operations().values()
        for response in operation.responses.values()
        for name, part in fields(spec, media(response)["schema"])
        if "$ref" not in part  # what a reference names cannot have a sibling in OpenAPI 3.0
    }
    assert len(seen) > 15
    assert {nullable for _, nullable in seen} == {True}


def test_nothing_else_differs(capsys):
    assert spec_variants.main() == 0
    path = spec_variants.ROOT / capsys.readouterr().out.strip()
    lines = path.read_text().replace("nullable: true", "").split()
    plain = to_yaml(load(spec_variants.ROOT / "openapi.yaml")).replace("nullable: true", "").split()
    assert lines == plain
