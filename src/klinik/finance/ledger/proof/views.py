"""The proof of a book: what each night found, and the ends of its chain to keep elsewhere."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.core.http import render_page
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import ChainHead
from klinik.finance.ledger.proof.rules import Head
from klinik.finance.ledger.queries import end_of_chain
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.roles import Right

PER_PAGE = 31


@login_required
@require_safe
def proof(request: SignedIn, koppontren: str) -> HttpResponse:
    """Night by night what was found; the end of the chain as it stands now."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    heads = ChainHead.objects.of(tenant)
    page = Paginator(heads, PER_PAGE).get_page(request.GET.get("page"))
    stands = end_of_chain(tenant)
    context = {
        "koppontren": tenant,
        "page": page,
        "nights": [(head, head.head(tenant.slug)) for head in page.object_list],
        "now": Head(tenant.slug, *stands) if stands else None,
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    return render_page(request, "ledger/proof.html", context)


@login_required
@require_safe
def heads(request: SignedIn, koppontren: str) -> HttpResponse:
    """Every head that was written down and the one of now, as `klinik verify --head` reads them."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    stands = end_of_chain(tenant)
    written = [str(head.head(tenant.slug)) for head in ChainHead.objects.of(tenant).order_by("on")]
    if stands:
        written.append(str(Head(tenant.slug, *stands)))
    remark = _("Ends of the chain of %(name)s. Keep this where the books are not.")
    lines = [f"# {remark % {'name': tenant.name}}", "# klinik verify --head FILE"]
    unique = dict.fromkeys(written)
    response = HttpResponse(
        "\n".join([*lines, *unique, ""]), content_type="text/plain; charset=utf-8"
    )
    name = f"rantai-{tenant.slug}-{today_in(tenant):%Y-%m-%d}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
