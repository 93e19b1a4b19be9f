"""Which records look like one pesantren, and what two of them hold."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from klinik.directory.merging.rules import Why
from klinik.directory.models import NotTwins, Pesantren, Product, Region

MOST_ALIKE = 5  # a number that more records share is an office's, not a pesantren's
SHARED = (Why.PHONE, Why.EMAIL, Why.WEBSITE, Why.INSTAGRAM)
SAME_FIELD = """
  SELECT '{why}', a.id, b.id FROM directory_pesantren a
  JOIN directory_pesantren b ON b.{field} = a.{field} AND b.id > a.id
  WHERE a.{field} IN (SELECT {field} FROM directory_pesantren WHERE {field} <> ''
                      GROUP BY 1 HAVING count(*) BETWEEN 2 AND {most})
"""
ALIKE = """
WITH met (why, one, other) AS (
  SELECT 'name', p.id, q.id FROM directory_pesantren p
  JOIN directory_searchentry a ON a.pesantren_id = p.id
  JOIN directory_searchentry b ON b.name_key = a.name_key
  JOIN directory_pesantren q ON q.id = b.pesantren_id AND q.region_id = p.region_id AND q.id > p.id
  WHERE a.name_key <> '' AND (p.district = '' OR q.district = ''
    OR directory_sound(directory_words(p.district)) = directory_sound(directory_words(q.district)))
  UNION ALL
  SELECT 'contact', a.pesantren_id, b.pesantren_id FROM directory_contactperson a
  JOIN directory_contactperson b ON b.phone = a.phone AND b.pesantren_id > a.pesantren_id
  WHERE a.phone IN (SELECT phone FROM directory_contactperson WHERE phone <> ''
                    GROUP BY 1 HAVING count(*) BETWEEN 2 AND {most})
  {shared}
), pairs AS (
  SELECT m.one, m.other, array_agg(m.why ORDER BY m.why) AS whys FROM met m
  JOIN directory_pesantren p ON p.id = m.one JOIN directory_pesantren q ON q.id = m.other
  WHERE p.is_simulated = q.is_simulated
    AND (%(regions)s::bigint[] IS NULL
         OR p.region_id = ANY (%(regions)s) AND q.region_id = ANY (%(regions)s))
    AND NOT EXISTS (SELECT FROM directory_nottwins n
                    WHERE (n.one_id, n.other_id) IN ((m.one, m.other), (m.other, m.one)))
  GROUP BY m.one, m.other
)
""".replace(
    "{shared}",
    " ".join(
        "UNION ALL" + SAME_FIELD.format(why=why, field=why, most=MOST_ALIKE) for why in SHARED
    ),
).replace("{most}", str(MOST_ALIKE))


NUMBER = ALIKE + "SELECT count(*) FROM pairs"  # noqa: S608  (constants of this module)
PART = (
    ALIKE + "SELECT one, other, whys FROM pairs"  # noqa: S608
    " ORDER BY cardinality(whys) DESC, one, other OFFSET %(first)s LIMIT %(most)s"
)


class Pair(NamedTuple):
    """Two records that look like one pesantren, and why."""

    one: Pesantren
    other: Pesantren
    whys: list[Why]


class Pairs:
    """The likely pairs of these regions (None: all), what is alike in most ways first.

    For a paginator. Call `read_as` first: numbers of contact persons are behind a wall.
    """

    def __init__(self, regions: Iterable[Region] | None) -> None:
        self.regions = None if regions is None else [region.pk for region in regions]

    def __len__(self) -> int:
        return self.count()

    def count(self) -> int:
        """How many there are."""
        with connection.cursor() as cursor:
            cursor.execute(NUMBER, {"regions": self.regions})
            (number,) = cursor.fetchone() or (0,)
        return int(number)

    def __iter__(self) -> Iterator[Pair]:
        yield from self[0 : len(self)]

    def __getitem__(self, part: Any) -> Any:
        first = part.start or 0
        most = None if part.stop is None else part.stop - first
        with connection.cursor() as cursor:
            cursor.execute(PART, {"regions": self.regions, "first": first, "most": most})
            found = cursor.fetchall()
        ids = {number for one, other, _ in found for number in (one, other)}
        rows = Pesantren.objects.select_related("region").in_bulk(list(ids))
        return [
            Pair(rows[one], rows[other], [why for why in Why if why in whys])
            for one, other, whys in found
        ]


def belongings(one: Pesantren, other: Pesantren) -> dict[str, tuple[int, int]]:
    """How many rows of which table belong to each; call `read_as` first, as one who may merge."""
    total: dict[str, tuple[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM directory_belongings(%s, %s)", [one.pk, other.pk])
        for place, of_one, of_other in cursor.fetchall():
            before = total.get(place, (0, 0))
            total[place] = (before[0] + of_one, before[1] + of_other)
    return total


def products_in_both(one: Pesantren, other: Pesantren) -> list[tuple[Product, Product]]:
    """What both make under the same name."""
    rows: Iterable[Product] = Product.objects.filter(pesantren=other)
    theirs = {row.name: row for row in rows}
    ours = Product.objects.filter(pesantren=one, name__in=theirs)
    return [(row, theirs[row.name]) for row in ours]


def said_not_twins(one: Pesantren, other: Pesantren) -> NotTwins | None:
    """Who said that these are two; call `read_as` first."""
    both = [one, other]
    return NotTwins.objects.select_related("by").filter(one__in=both, other__in=both).first()


def keeps_other(one: Pesantren, other: Pesantren) -> bool:
    """The second record's page stays by default: it has the cooperative, or was verified later."""
    has = set(
        Pesantren.objects.filter(pk__in=[one.pk, other.pk], koppontren__isnull=False).values_list(
            "pk", flat=True
        )
    )
    if len(has) == 1:
        return other.pk in has
    first, second = (row.verified_on or date.min for row in (one, other))
    return second > first if second != first else other.pk < one.pk
