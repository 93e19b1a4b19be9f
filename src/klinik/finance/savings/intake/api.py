"""A table of members on its way in, for programs: the same steps as the pages, own tables only."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Path, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from klinik.core.errors import DomainError
from klinik.core.imports import Column
from klinik.core.imports.commands import (
    AlreadyRunning,
    begin,
    choose_columns,
    keep,
    kept_before,
)
from klinik.core.imports.forms import ColumnsForm
from klinik.core.imports.models import Import
from klinik.core.imports.queries import own_imports, remembered
from klinik.core.imports.rules import guessed
from klinik.finance.savings.api import PAGE_SIZE, PageNumber
from klinik.finance.savings.intake.commands import TITLE, MemberWork
from klinik.finance.savings.intake.forms import MembersFileForm
from klinik.finance.savings.intake.queries import (
    asked_of,
    columns_for,
    own_table,
    still_undetailed,
    tables_of,
)
from klinik.finance.savings.tasks import import_members
from klinik.tenancy.api import Access, ApiRequest, InKoppontren, Key
from klinik.tenancy.roles import Right

EARLIER = 50
Place = Annotated[int, Field(strict=True, ge=0, lt=1_000)]

router = Router(tags=["members"], auth=InKoppontren(needs=Right.KEEP_BOOKS))


class ColumnOut(Schema):
    """Something that a table can hold; of a kind of savings `balance_` and its letters."""

    name: str
    label: str
    help: str
    is_needed: bool


class Left(Schema):
    """What the opening left of a kind of savings that no member's account holds, in rupiah."""

    product: str
    left: int


class IntakeColumns(Schema):
    """What a table can hold, and what is still to be divided among members."""

    columns: list[ColumnOut]
    undetailed: list[Left]


class RowSaid(Schema):
    """A row by its number in the file: what would change, or why it is not saved."""

    row: int
    said: str


class RowPage(Schema):
    """One page of rows."""

    count: int
    page: int
    pages: int
    results: list[RowSaid]


class IntakeBrief(Schema):
    """A table that was sent; its `counts` are new, changed, unchanged and bad rows.

    Its state: columns (choose them), preview (nothing is saved yet), then as its work is: waiting,
    running, done, failed, cancelled.
    """

    number: UUID
    file_name: str
    sent_at: datetime
    state: str
    counts: dict[str, int]


class IntakeOut(IntakeBrief):
    """With which heading each column is, how far the work is, and what at most 100 rows change."""

    headings: list[str]
    columns: dict[str, int]
    changes: list[RowSaid]
    done: int
    total: int
    message: str


class ColumnsIn(Schema):
    """Which heading, counted from 0, is which column; what the file does not have is left out."""

    columns: dict[Annotated[str, Field(max_length=40)], Place]


class UnfitTable(DomainError):
    """What was sent cannot be read as a table of members, or its columns are not chosen well."""

    code = "unfit_table"

    def __init__(self, form: forms.Form) -> None:
        said = [str(why) for whys in form.errors.values() for why in whys]
        super().__init__(" ".join(dict.fromkeys(said)))


class ColumnsNotChosen(DomainError):
    """Before its columns are chosen nobody knows what a table says."""

    code = "columns_not_chosen"

    def __init__(self) -> None:
        super().__init__(_("Choose under which heading each column stands first."))


@router.get("/member-imports/columns", response=IntakeColumns)
def get_intake_columns(request: ApiRequest, koppontren: Path[str]) -> dict[str, object]:
    """What a table can hold here, and what is still to be divided."""
    tenant = request.auth.koppontren
    names = ("name", "label", "help")
    return {
        "columns": [
            {name: str(getattr(column, name)) for name in names} | {"is_needed": column.is_needed}
            for column in columns_for(tenant)
        ],
        "undetailed": [
            {"product": product.prefix, "left": left} for product, left in still_undetailed(tenant)
        ],
    }


@router.get("/member-imports", response=list[IntakeBrief])
def list_intakes(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The latest fifty tables that this person had saved, newest first."""
    user, tenant = request.auth
    return [_brief(row) for row in own_imports(user, tables_of(tenant))[:EARLIER]]


@router.post("/member-imports", response={201: IntakeOut})
def post_intake(
    request: ApiRequest,
    koppontren: Path[str],
    file: File[UploadedFile],
    on: Form[date],
    request_id: Key,
) -> Status[dict[str, object]]:
    """Send a table (Excel, CSV) whose balances are booked `on` a day: nothing is saved yet.

    It is kept once however often it is sent, and its key is its `number`. Columns that are known
    by their headings are chosen, and the preview says what would change.
    """
    user, tenant = request.auth
    about = asked_of(tenant, file, on=on)
    if known := kept_before(request_id, kind=tables_of(tenant), about=about, by=user):
        return Status(201, _told(known))
    columns = columns_for(tenant)
    form = MembersFileForm({"on": on, "request_id": request_id}, {"file": file}, columns=columns)
    if not form.is_valid():
        raise UnfitTable(form)
    row = keep(
        form.cleaned_data["sheet"],
        kind=tables_of(tenant),
        file_name=str(file.name),
        about=about,
        by=user,
        number=request_id,
    )
    chosen = remembered(row) or guessed(columns, row.headings)
    if all(column.name in chosen for column in columns if column.is_needed):
        _choose(row, columns, chosen)
    return Status(201, _told(row))


@router.get("/member-imports/{uuid:table}", response=IntakeOut)
def get_intake(request: ApiRequest, koppontren: Path[str], table: Path[UUID]) -> dict[str, object]:
    """Where a table stands: what would change, how far its work is, or what came of it."""
    return _told(_find(request.auth, table))


@router.put("/member-imports/{uuid:table}/columns", response=IntakeOut)
def put_intake_columns(
    request: ApiRequest, koppontren: Path[str], table: Path[UUID], body: ColumnsIn
) -> dict[str, object]:
    """Choose which heading is which column; the preview is made anew."""
    row = _find(request.auth, table)
    if row.job is not None:
        raise AlreadyRunning
    if row.is_forgotten:
        raise Http404
    _choose(row, columns_for(request.auth.koppontren), body.columns)
    return _told(row)


@router.post("/member-imports/{uuid:table}/recording", response={202: IntakeOut})
def record_intake(
    request: ApiRequest, koppontren: Path[str], table: Path[UUID]
) -> Status[dict[str, object]]:
    """Save what the preview showed, by a job, once however often this is sent."""
    row = _find(request.auth, table)
    if row.outcome is None:
        raise ColumnsNotChosen
    if row.job is None:
        begin(row, import_members, title=TITLE, by=request.auth.user)
    return Status(202, _told(_find(request.auth, table)))


@router.get("/member-imports/{uuid:table}/bad-rows", response=RowPage)
def list_bad_rows(
    request: ApiRequest, koppontren: Path[str], table: Path[UUID], page: PageNumber = 1
) -> dict[str, object]:
    """The rows that would not be saved, or were not, each with the reason."""
    row = _find(request.auth, table)
    pages = Paginator((row.outcome or {}).get("bad", []), PAGE_SIZE)
    found = list(pages.page(page)) if page <= pages.num_pages else []
    results = _rows(row, found)
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}


def _find(access: Access, number: UUID) -> Import:
    row = own_table(access.koppontren, access.user.pk, number)
    if row is None:
        raise Http404
    return row


def _choose(row: Import, columns: list[Column], chosen: dict[str, int]) -> None:
    """As on the page, and refused with its sentences."""
    form = ColumnsForm(chosen, columns=columns, row=row)
    if not form.is_valid():
        raise UnfitTable(form)
    row.mapping = form.mapping()
    choose_columns(row, form.mapping(), MemberWork(row))


def _brief(row: Import) -> dict[str, object]:
    before = "columns" if row.outcome is None else "preview"
    return {
        "number": row.number,
        "file_name": row.file_name,
        "sent_at": row.sent_at,
        "state": row.job.state if row.job else before,
        "counts": row.counts,
    }


def _told(row: Import) -> dict[str, object]:
    return {
        **_brief(row),
        "headings": row.headings,
        "columns": row.mapping or {},
        "changes": _rows(row, (row.outcome or {}).get("changes", [])),
        "done": row.job.done if row.job else 0,
        "total": row.job.total if row.job else 0,
        "message": row.job.message if row.job else "",
    }


def _rows(row: Import, told: list[list[Any]]) -> list[dict[str, object]]:
    """By their numbers in the file; of a table that was forgotten, none."""
    numbers = [number for number, _cells in row.rows]
    return [{"row": numbers[at], "said": said} for at, said in told if at < len(numbers)]
