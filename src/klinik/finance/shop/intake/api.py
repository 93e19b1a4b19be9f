"""A table of goods on its way in, for programs: the same steps as the pages, own tables only."""

from typing import Annotated
from uuid import UUID

from django.http import Http404
from ninja import File, Form, Path, Query, Router, Status
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
from klinik.core.imports.commands import AlreadyRunning, begin, keep, kept_before
from klinik.core.imports.models import Import
from klinik.core.imports.queries import own_imports, remembered
from klinik.core.imports.rules import digest, guessed
from klinik.core.lines import SAID
from klinik.finance.shop.api.shapes import KEEPERS, shop_named
from klinik.finance.shop.intake.columns import COLUMNS
from klinik.finance.shop.intake.commands import TITLE, GoodsWork
from klinik.finance.shop.intake.forms import GoodsFileForm
from klinik.finance.shop.intake.queries import own_table, tables_of
from klinik.finance.shop.rules import NAME_LENGTH
from klinik.finance.shop.tasks import import_goods
from klinik.tenancy.api import Access, ApiRequest, Key

EARLIER = 50
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Pages of 50, from 1.")]
ShopName = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH, pattern=SAID)]

router = Router(tags=["goods"], auth=KEEPERS)


@router.get("/goods-imports/columns", response=list[ColumnOut])
def get_goods_columns(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """What a table of goods can hold."""
    return columns_out(COLUMNS)


@router.get("/goods-imports", response=list[IntakeBrief])
def list_goods_imports(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The latest fifty tables that this person had saved, newest first."""
    user, tenant = request.auth
    return [brief(row) for row in own_imports(user, tables_of(tenant))[:EARLIER]]


@router.post("/goods-imports", response={201: IntakeOut})
def post_goods_import(
    request: ApiRequest,
    koppontren: Path[str],
    file: File[UploadedFile],
    shop: Form[ShopName],
    request_id: Key,
) -> Status[dict[str, object]]:
    """Send a table (Excel, CSV) of a shop's goods: nothing is saved yet.

    It is kept once however often it is sent, and its key is its `number`. Columns that are known
    by their headings are chosen, and the preview says what would change.
    """
    user, tenant = request.auth
    into = shop_named(tenant, shop)
    about = {"place": [tenant.slug], "shop": into.pk, "sha256": digest(file.chunks())}
    if known := kept_before(request_id, kind=tables_of(tenant), about=about, by=user):
        return Status(201, told(known))
    typed = {"shop": str(into.pk), "request_id": request_id}
    form = GoodsFileForm(typed, {"file": file}, columns=COLUMNS, shops=[into])
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
    chosen = remembered(row) or guessed(COLUMNS, row.headings)
    if all(column.name in chosen for column in COLUMNS if column.is_needed):
        choose(row, COLUMNS, chosen, GoodsWork)
    return Status(201, told(row))


@router.get("/goods-imports/{table}", response=IntakeOut)
def get_goods_import(
    request: ApiRequest, koppontren: Path[str], table: Path[UUID]
) -> dict[str, object]:
    """Where a table stands: what would change, how far its work is, or what came of it."""
    return told(_find(request.auth, table))


@router.put("/goods-imports/{table}/columns", response=IntakeOut)
def put_goods_columns(
    request: ApiRequest, koppontren: Path[str], table: Path[UUID], body: ColumnsIn
) -> dict[str, object]:
    """Choose which heading is which column; the preview is made anew."""
    row = _find(request.auth, table)
    if row.job is not None:
        raise AlreadyRunning
    if row.is_forgotten:
        raise Http404
    choose(row, COLUMNS, body.columns, GoodsWork)
    return told(row)


@router.post("/goods-imports/{table}/recording", response={202: IntakeOut})
def record_goods_import(
    request: ApiRequest, koppontren: Path[str], table: Path[UUID]
) -> Status[dict[str, object]]:
    """Save what the preview showed, by a job, once however often this is sent."""
    row = _find(request.auth, table)
    if row.outcome is None:
        raise ColumnsNotChosen
    if row.job is None:
        begin(row, import_goods, title=TITLE, by=request.auth.user)
    return Status(202, told(_find(request.auth, table)))


@router.get("/goods-imports/{table}/bad-rows", response=RowPage)
def list_bad_goods(
    request: ApiRequest, koppontren: Path[str], table: Path[UUID], page: PageNumber = 1
) -> dict[str, object]:
    """The rows that would not be saved, or were not, each with the reason."""
    return bad_page(_find(request.auth, table), page)


def _find(access: Access, number: UUID) -> Import:
    row = own_table(access.koppontren, access.user.pk, number)
    if row is None:
        raise Http404
    return row
