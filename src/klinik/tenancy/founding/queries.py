"""Proposals that wait, and the koppontren that a pesantren has."""

from django.db.models import QuerySet

from klinik.directory.models import Pesantren
from klinik.tenancy.models import Koppontren, Proposal


def koppontren_of(pesantren: Pesantren) -> Koppontren | None:
    """The cooperative of a pesantren, if it has one."""
    return Koppontren.objects.filter(pesantren=pesantren).first()


def open_proposals() -> QuerySet[Proposal]:
    """What waits for the secretariat, as far as the reader may see it. Call `read_as` first."""
    rows = Proposal.objects.filter(decided_at=None)
    return rows.select_related("pesantren__region", "proposed_by")


def latest_proposal(pesantren: Pesantren) -> Proposal | None:
    """The proposal of a pesantren that waits or was decided last. Call `read_as` first."""
    rows = Proposal.objects.filter(pesantren=pesantren).select_related("proposed_by", "decided_by")
    return rows.order_by("-proposed_at", "-pk").first()
