"""An office looks at the page of a pesantren, and its people hear of it."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from klinik.directory.commands import ask_pesantren, verify_pesantren
from klinik.directory.models import Pesantren
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.models import Office
from klinik.tenancy.queries import speakers_of


@transaction.atomic
def say_checked(
    pesantren: Pesantren, *, version: int, office: Office, request_id: UUID, by: User
) -> None:
    """The office found the facts right; the pesantren's people are told.

    Call `read_as(by)` first. Raises ChangedMeanwhile.
    """
    if verify_pesantren(
        pesantren, version=version, office=office.name, request_id=request_id, by=by
    ):
        about = {"office": office.name, "pesantren": pesantren.name}
        url = pesantren.get_absolute_url()
        people = speakers_of(pesantren)
        notify(*people, kind="pesantren.checked", about=about, url=url, key=request_id)


@transaction.atomic
def say_unclear(
    pesantren: Pesantren, *, note: str, office: Office, request_id: UUID, by: User
) -> None:
    """The office asks the pesantren's people to look at something.

    Call `read_as(by)` first. Raises NothingAsked, BadFact.
    """
    if ask_pesantren(pesantren, note=note, office=office.name, request_id=request_id, by=by):
        about = {"office": office.name, "pesantren": pesantren.name, "note": note}
        url = reverse("tenancy:describe", args=[pesantren.slug])
        people = speakers_of(pesantren)
        notify(*people, kind="pesantren.asked", about=about, url=url, key=request_id)
