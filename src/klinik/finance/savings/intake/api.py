"""A table of members on its way in, for programs: the same steps as the pages, own tables only."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import Http404
from ninja import File, Form, Path, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from klinik.core.imports.api import (
    ColumnOut,
    ColumnsIn,
    ColumnsNotChosen,
    IntakeBrief,
    IntakeOut,
    RowPage,
    UnfitTable,
    bad_page,
    brief,
    choose,
    columns_out,
    told,
)
from klinik.core.imports.commands import (
    AlreadyRunning,
    begin,
    keep,
    kept_before,
)
from klinik.core.imports.models import Import
from klinik.core.imports.queries import own_imports, remembered
from klinik.core.imports.rules import guessed
from klinik.finance.savings.api import PageNumber
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


class Left(Schema):
    """What the opening left of a kind of savings that no member's account holds, in rupiah."""

    product: str
    left: int


class IntakeColumns(Schema):
    """What a table can hold, and what is still to be divided among members."""

    columns: list[ColumnOut]
    undetailed: list[Left]


@router.get("/member-imports/columns", response=IntakeColumns)
def get_intake_columns(request: ApiRequest, koppontren: Path[str]) -> dict[str, object]:
    """What a table can hold here, and what is still to be divided."""
    tenant = request.auth.koppontren
    return {
        "columns": columns_out(columns_for(tenant)),
        "undetailed": [
            {"product": product.prefix, "left": left} for product, left in still_undetailed(tenant)
        ],
    }


@router.get("/member-imports", response=list[IntakeBrief])
def list_intakes(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The latest fifty tables that this person had saved, newest first."""
    user, tenant = request.auth
    return [brief(row) for row in own_imports(user, tables_of(tenant))[:EARLIER]]


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
        return Status(201, told(known))
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
        choose(row, columns, chosen, MemberWork)
    return Status(201, told(row))


@router.get("/member-imports/{uuid:table}", response=IntakeOut)
def get_intake(request: ApiRequest, koppontren: Path[str], table: Path[UUID]) -> dict[str, object]:
    """Where a table stands: what would change, how far its work is, or what came of it."""
    return told(_find(request.auth, table))


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
    choose(row, columns_for(request.auth.koppontren), body.columns, MemberWork)
    return told(row)


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
    return Status(202, told(_find(request.auth, table)))


@router.get("/member-imports/{uuid:table}/bad-rows", response=RowPage)
def list_bad_rows(
    request: ApiRequest, koppontren: Path[str], table: Path[UUID], page: PageNumber = 1
) -> dict[str, object]:
    """The rows that would not be saved, or were not, each with the reason."""
    return bad_page(_find(request.auth, table), page)


def _find(access: Access, number: UUID) -> Import:
    row = own_table(access.koppontren, access.user.pk, number)
    if row is None:
        raise Http404
    return row
