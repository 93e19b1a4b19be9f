"""The operations of the API as a page shows them: read from the document that programs read."""

from typing import Any, NamedTuple

from klinik.web.api import api


class Parameter(NamedTuple):
    """What an operation can be told."""

    name: str
    kind: str
    about: str
    is_needed: bool


class Operation(NamedTuple):
    """One thing that a program can ask."""

    method: str
    path: str
    about: str
    is_public: bool
    parameters: list[Parameter]


def described() -> list[Operation]:
    """Every operation in the order of the document."""
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
    return [
        Operation(
            method=method.upper(),
            path=path,
            about=operation.get("description", operation["summary"]),
            is_public=not operation.get("security"),
            parameters=[_parameter(one) for one in operation.get("parameters", [])],
        )
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]


def _parameter(one: dict[str, Any]) -> Parameter:
    return Parameter(
        name=one["name"],
        kind=_kind(one["schema"]),
        about=one.get("description", ""),
        is_needed=one.get("required", False),
    )


def _kind(schema: dict[str, Any]) -> str:
    """`string`, `integer`, or the words to choose from."""
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "items" in schema:
        return f"{_kind(schema['items'])} …"
    return str(schema.get("type", ""))
