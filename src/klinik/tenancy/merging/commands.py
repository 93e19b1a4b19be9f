"""Joining two records, and telling the people of the pesantren."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from klinik.directory.merging.commands import merge_pesantren
from klinik.directory.models import Merger, Pesantren
from klinik.people.commands import notify
from klinik.tenancy.models import Office
from klinik.tenancy.queries import speakers_of


@transaction.atomic
def join_records(
    kept: Pesantren,
    gone: Pesantren,
    *,
    versions: tuple[int, int],
    taken: Collection[str],
    put_away: Collection[int],
    office: Office,
    request_id: UUID,
) -> Merger:
    """The office joins `gone` into `kept`; those who speak for either are told.

    Call `read_as` first. Raises NotMerged.
    """
    merger = merge_pesantren(
        kept,
        gone,
        versions=versions,
        taken=taken,
        put_away=put_away,
        office=office.name,
        request_id=request_id,
    )
    about = {"office": office.name, "gone": merger.name, "kept": merger.kept.name}
    url = merger.kept.get_absolute_url()
    people = speakers_of(merger.kept)
    notify(*people, kind="pesantren.merged", about=about, url=url, key=request_id)
    return merger
