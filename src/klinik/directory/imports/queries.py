"""Which pesantren are there already, and how a table knows them again."""

from collections.abc import Iterable
from itertools import chain, count

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.slugs import FIXED_WORDS
from klinik.directory.imports.rules import Group, Place, Tables, known_by
from klinik.directory.models import Merger, Pesantren, Region, Sector


class TwoOfThem(DomainError):
    """A row that could mean either of two."""

    code = "two_of_them"

    def __init__(self) -> None:
        super().__init__(
            _(
                "More than one pesantren of this region is called so. "
                "Write the NSPP, then it is clear."
            )
        )


def tables_for(codes: Iterable[str] | None) -> Tables:
    """Sectors, every region, and which may be filled: those of `codes`, or all for None."""
    places = [Place(*row) for row in Region.objects.values_list("pk", "code", "name", "kind")]
    allowed = None if codes is None else {place.pk for place in places if place.code in set(codes)}
    sectors = {
        name: sector.code
        for sector in Sector.objects.in_use()
        for name in (sector.code, sector.name, sector.name_en)
        if name
    }
    return Tables(places, allowed=allowed, sectors=sectors)


class Known:
    """Every pesantren by its NSPP and by its name in its region, kept in step with new ones."""

    def __init__(self) -> None:
        self.by_nspp: dict[str, int] = {}
        self.by_place: dict[tuple[int, str], set[int]] = {}
        self.nspp: dict[int, str] = {}
        self.slugs = set(FIXED_WORDS)
        self.last = self.last_merger = 0
        self.catch_up()

    def catch_up(self) -> None:
        """Take in those that were made since, and those that were merged since."""
        rows = Pesantren.objects.filter(pk__gt=self.last).order_by("pk")
        for pk, name, nspp, region, slug in rows.values_list(
            "pk", "name", "nspp", "region_id", "slug"
        ):
            self.note(pk, name=name, nspp=nspp, region_id=region)
            self.slugs.add(slug)
            self.last = pk
        self._remember_merged()

    def _remember_merged(self) -> None:
        """A record that was joined into another is that one, and its address stays taken."""
        rows = Merger.objects.filter(pk__gt=self.last_merger).select_related("kept").order_by("pk")
        for merger in rows:
            facts, kept = merger.facts, merger.kept
            self._follow(merger.gone, kept.pk)
            self.note(kept.pk, name=kept.name, nspp=kept.nspp, region_id=kept.region_id)
            there = (facts["region_id"], known_by(facts["name"]))
            self.by_place.setdefault(there, set()).add(kept.pk)
            if facts["nspp"]:
                self.by_nspp.setdefault(facts["nspp"], kept.pk)
            self.slugs.add(merger.slug)
            self.last_merger = merger.pk

    def _follow(self, gone: int, kept: int) -> None:
        """Whatever meant the record that went means the one that stays."""
        if self.nspp.pop(gone, None) is None:
            return
        for there in self.by_place.values():
            if gone in there:
                there.remove(gone)
                there.add(kept)
        self.by_nspp |= {nspp: kept for nspp, pk in self.by_nspp.items() if pk == gone}

    def note(self, pk: int, *, name: str, nspp: str, region_id: int) -> None:
        """Know this one under its name, region and number."""
        self.by_place.setdefault((region_id, known_by(name)), set()).add(pk)
        self.nspp[pk] = nspp
        if nspp:
            self.by_nspp[nspp] = pk

    def found(self, group: Group) -> int | None:
        """The one that a table means: of that NSPP, else of that name where no NSPP speaks against.

        Raises TwoOfThem.
        """
        nspp = group.facts.get("nspp", "")
        if nspp in self.by_nspp:
            return self.by_nspp[nspp]
        there = self.by_place.get(group.rows[0].place, set())
        fits = {pk for pk in there if not (nspp and self.nspp[pk])}
        if len(fits) > 1:
            raise TwoOfThem
        return next(iter(fits), None)

    def free_slug(self, name: str, region: str) -> str:
        """An address that no other has: the name, with its region, with a number; taken at once."""
        plain = slugify(name)[:90].strip("-") or "pesantren"
        there = f"{plain}-{slugify(region)}"[:110].strip("-")
        numbered = (f"{there}-{number}" for number in count(2))
        slug = next(one for one in chain([plain, there], numbered) if one not in self.slugs)
        self.slugs.add(slug)
        return slug
