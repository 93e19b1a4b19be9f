"""Joining two records of one pesantren, and saying that two are two."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import psycopg
from django.db import IntegrityError, OperationalError, connection, transaction

from klinik.directory.commands.photos import drop_files
from klinik.directory.merging.rules import FACTS, REFUSALS, SameOneTwice
from klinik.directory.models import Cover, Merger, NotTwins, Pesantren
from klinik.people.models import User


@transaction.atomic
def merge_pesantren(
    kept: Pesantren,
    gone: Pesantren,
    *,
    versions: tuple[int, int],
    taken: Collection[str],
    put_away: Collection[int] = (),
    office: str,
    request_id: UUID,
) -> Merger:
    """Join `gone` into `kept`: everything that belongs to it moves along, its address leads there.

    `versions` are those that were compared, of `kept` and `gone`; `taken` names the facts that come
    from `gone`; `put_away` the products that both have and that are not offered any more. The same
    request again is the same merger. Call `read_as` first: the reader is who does it. Raises
    NotMerged.
    """
    covers = {row.pesantren_id: row for row in Cover.objects.filter(pesantren__in=[kept, gone])}
    ordered = [fact for fact in FACTS if fact in set(taken)] + sorted(set(taken) - set(FACTS))
    number = _through_the_door(
        [kept.pk, gone.pk, *versions, ordered, sorted(put_away), office, request_id]
    )
    merger = Merger.objects.get(pk=number)
    if len(covers) == 2:
        drop_files(covers[kept.pk if "cover" in taken else gone.pk])
    return merger


def _through_the_door(arguments: list[Any]) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT directory_merge(%s, %s, %s, %s, %s::text[], %s::bigint[], %s, %s)",
                arguments,
            )
            (number,) = cursor.fetchone() or (0,)
    except (IntegrityError, OperationalError) as error:
        cause = error.__cause__
        state = (cause.sqlstate or "") if isinstance(cause, psycopg.Error) else ""
        if state not in REFUSALS:
            raise
        raise REFUSALS[state] from error
    return int(number)


def say_not_twins(one: Pesantren, other: Pesantren, *, office: str, by: User) -> None:
    """They only look alike: the pair is not shown any more. Said twice is said once.

    Call `read_as(by)` first. Raises SameOneTwice.
    """
    if one.pk == other.pk:
        raise SameOneTwice
    first, second = sorted((one, other), key=lambda row: row.pk)
    row = NotTwins(one=first, other=second, by=by, by_office=office)
    NotTwins.objects.bulk_create([row], ignore_conflicts=True)
