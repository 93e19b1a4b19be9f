"""The register of members for programs."""

from datetime import date
from typing import Annotated

from django.core.paginator import Paginator
from ninja import Path, Query, Router, Schema

from klinik.finance.members.queries import find_members
from klinik.tenancy.api import ApiRequest, InKoppontren
from klinik.tenancy.roles import Right

PAGE_SIZE = 50
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Pages of 50, from 1.")]
Words = Annotated[str, Query(max_length=100, description="Words of the name or the number.")]

router = Router(tags=["members"])


class MemberOut(Schema):
    """A member of the cooperative."""

    number: str
    name: str
    phone: str
    joined_on: date


class MemberPage(Schema):
    """One page of the register."""

    count: int
    page: int
    pages: int
    results: list[MemberOut]


@router.get("/members", response=MemberPage, auth=InKoppontren(needs=Right.READ_MEMBERS))
def list_members(
    request: ApiRequest, koppontren: Path[str], q: Words = "", page: PageNumber = 1
) -> dict[str, object]:
    """Members by name; a page beyond the last is empty."""
    pages = Paginator(find_members(request.auth.koppontren, q), PAGE_SIZE)
    results = list(pages.page(page)) if page <= pages.num_pages else []
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}
