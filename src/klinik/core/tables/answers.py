"""How a view answers with a table: the page, or the file that was asked for."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from klinik.core.exports import download
from klinik.core.http import render_page
from klinik.core.tables.table import Table


def render_table(
    request: HttpRequest,
    template: str,
    table: Table[Any],
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """The page `app/x.html` with `table` in it, or the same rows as a file."""
    if table.file and status == 200:
        return download(table.content(), name=table.name, kind=table.file, paper=table.paper)
    return render_page(request, template, {**context, "table": table, "page": table.page}, status)
