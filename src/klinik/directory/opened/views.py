"""The open data: a page that explains the tables, and each of them as a file."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import file_digest
from io import BytesIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe
from ninja.responses import NinjaJSONEncoder

from klinik.core.exports import KINDS, Cell, File, handed, written
from klinik.directory.opened.datasets import DATASETS, Dataset
from klinik.directory.opened.words import MEANINGS
from klinik.people.access import read_as

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FRESH_SECONDS = 300
TYPES = KINDS | {"json": "application/json"}


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Which tables there are, what their fields mean, and how they may be used."""
    read_as(None)
    tables = [
        {
            "dataset": dataset,
            "number": dataset.number(),
            "changed": dataset.changed(),
            "fields": [(name, MEANINGS[name]) for name in dataset.fields],
        }
        for dataset in DATASETS.values()
    ]
    context = {"tables": tables, "licence": LICENCE, "today": timezone.localdate()}
    return render(request, "directory/data.html", context)


@require_safe
def dataset(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """One table as CSV or JSON; who has it already is told so."""
    if name not in DATASETS or kind not in {"csv", "json"}:
        raise Http404
    read_as(None)
    wanted = DATASETS[name]
    file = _csv(wanted) if kind == "csv" else _json(wanted)
    etag = quote_etag(_hash(file)[:32])
    response = handed(file, content_type=TYPES[kind])
    if kind == "csv":
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    changed = wanted.changed()
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    return get_conditional_response(request, etag=etag, response=response) or response


def _hash(file: File) -> str:
    file.seek(0)
    return file_digest(file, "sha256").hexdigest()


def _csv(wanted: Dataset) -> File:
    def rows() -> Iterable[list[Cell]]:
        yield list(wanted.fields)
        for facts in wanted.facts():
            yield [_cell(value) for value in facts.values()]

    return written(rows(), name=wanted.name, kind="csv")


def _cell(value: Any) -> Cell:
    """A fact as one cell: lists in a line, truth as 1 and 0, moments as ISO 8601."""
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float):
        return str(value)
    return value if isinstance(value, str | int | date) or value is None else str(value)


def _json(wanted: Dataset) -> File:
    table = {"dataset": wanted.name, "licence": LICENCE, "rows": list(wanted.facts())}
    text = json.dumps(table, ensure_ascii=False, cls=NinjaJSONEncoder)
    return BytesIO(text.encode())
