"""Legality papers of products: recorded, renewed, corrected; never edited."""

import hashlib
import json
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.directory.evidence import Evidence, hash_of
from klinik.directory.models import Paper, PaperFile, Product
from klinik.directory.rules import BadPaper, PaperReused, checked_number, refuse_shorter
from klinik.people.models import User


@transaction.atomic
def add_paper(
    product: Product,
    *,
    kind: Paper.Kind,
    number: str,
    valid_until: date | None,
    request_id: UUID,
    by: User,
    file: Evidence | None = None,
) -> Paper:
    """Record a legality paper that the product did not have; sent twice, it is one paper.

    Call `read_as(by)` first. Raises BadPaper, PaperReused.
    """
    Product.objects.select_for_update().get(pk=product.pk)
    said = _fingerprint("add", product.pk, kind, number, valid_until, file)
    if known := _known(request_id, said=said, by=by):
        return known
    number = checked_number(number)
    if product.papers.filter(kind=kind, replaced_at=None).exists():
        raise BadPaper(_("This product has such a paper already. Renew or correct that one."))
    return _keep(product, kind, number, valid_until, request_id, said, by, file)


@transaction.atomic
def renew_paper(
    paper: Paper,
    *,
    number: str,
    valid_until: date | None,
    request_id: UUID,
    by: User,
    file: Evidence | None = None,
) -> Paper:
    """Put a newer paper in the place of one that ends; the old file proves nothing of the new.

    Call `read_as(by)` first. Raises BadPaper, PaperReused.
    """
    return _succeed(paper, "renew", number, valid_until, request_id, by, file)[0]


@transaction.atomic
def correct_paper(
    paper: Paper,
    *,
    number: str,
    valid_until: date | None,
    request_id: UUID,
    by: User,
    file: Evidence | None = None,
) -> Paper:
    """Put right what was typed wrongly; the file stays unless a better one comes.

    Call `read_as(by)` first. Raises BadPaper, PaperReused.
    """
    kept, is_new = _succeed(paper, "correct", number, valid_until, request_id, by, file)
    if is_new and not file and (earlier := PaperFile.objects.filter(paper=paper).first()):
        PaperFile.objects.create(paper=kept, file=earlier.file.name)
    return kept


def _succeed(
    paper: Paper,
    act: str,
    number: str,
    valid_until: date | None,
    request_id: UUID,
    by: User,
    file: Evidence | None,
) -> tuple[Paper, bool]:
    """The paper in the place of `paper`, and whether it is new: sent twice, it is one paper."""
    product = Product.objects.select_for_update().get(pk=paper.product_id)
    said = _fingerprint(act, paper.pk, paper.kind, number, valid_until, file)
    if known := _known(request_id, said=said, by=by):
        return known, False
    number = checked_number(number)
    if act == "renew":
        refuse_shorter(valid_until, before=paper.valid_until)
    _replace(paper)
    return _keep(product, paper.kind, number, valid_until, request_id, said, by, file), True


def _fingerprint(
    act: str, of: int, kind: str, number: str, valid_until: date | None, file: Evidence | None
) -> str:
    said = [act, of, str(kind), number, str(valid_until), hash_of(file)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _known(request_id: UUID, *, said: str, by: User) -> Paper | None:
    known = Paper.objects.filter(request_id=request_id).first()
    if known and (known.fingerprint, known.recorded_by_id) != (said, by.pk):
        raise PaperReused
    return known


def _replace(paper: Paper) -> None:
    current = Paper.objects.filter(pk=paper.pk, replaced_at=None)
    if not current.update(replaced_at=timezone.now()):
        raise BadPaper(_("Somebody has replaced this paper meanwhile. Look at the list again."))


def _keep(
    product: Product,
    kind: str,
    number: str,
    valid_until: date | None,
    request_id: UUID,
    said: str,
    by: User,
    file: Evidence | None,
) -> Paper:
    paper = Paper.objects.create(
        product=product,
        kind=kind,
        number=number,
        valid_until=valid_until,
        request_id=request_id,
        fingerprint=said,
        recorded_by=by,
        is_simulated=product.is_simulated,
    )
    if file:
        scan = PaperFile(paper=paper)
        scan.file.save(str(file.content.name), file.content, save=False)
        scan.save(force_insert=True)
    return paper
