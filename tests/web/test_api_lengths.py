"""No text that the API takes is longer than the column that keeps it."""

from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField
from ninja import Schema

import klinik

ROOT = Path(klinik.__file__).parent
MODULES = sorted(
    ".".join(("klinik", *path.relative_to(ROOT).with_suffix("").parts))
    for path in ROOT.rglob("api.py")
)

READ_FIRST = {"phone", "guardian_phone"}  # typed with blanks and a plus, kept as digits
SEARCHED = {"Narrowed", "PartnerFilter", "PesantrenFilter"}  # what is looked for is kept nowhere


def texts_of(module: str) -> list[tuple[str, str, int]]:
    """Schema, field and most letters of every text of a module's schemas that has a most."""
    found = []
    for schema in vars(import_module(module)).values():
        is_own = isinstance(schema, type) and schema.__module__ == module
        if is_own and issubclass(schema, Schema) and schema.__name__ not in SEARCHED:
            fields: dict[str, Any] = schema.model_json_schema().get("properties", {})
            for name, said in fields.items():
                is_here = name in schema.__annotations__  # what is inherited is of another module
                if is_here and said.get("type") == "string" and "maxLength" in said:
                    found.append((schema.__name__, name, said["maxLength"]))
    return found


def columns_of(module: str) -> dict[str, set[int]]:
    """How many letters the columns of a name keep, of the app that a module belongs to."""
    inside = [app for app in apps.get_app_configs() if module.startswith(f"{app.name}.")]
    columns: dict[str, set[int]] = defaultdict(set)
    for app in inside:
        for model in app.get_models():
            for field in model._meta.get_fields():
                if isinstance(field, CharField) and field.max_length:
                    columns[field.name].add(field.max_length)
    return columns


@pytest.mark.parametrize("module", MODULES)
def test_a_text_fits_the_column_of_its_name(module: str) -> None:
    columns = columns_of(module)
    too_long = [
        (schema, name, most)
        for schema, name, most in texts_of(module)
        if name in columns and name not in READ_FIRST and most > max(columns[name])
    ]
    assert too_long == []


def test_the_texts_are_found() -> None:
    assert ("Sending", "memo", 200) in texts_of("klinik.finance.tills.api")
