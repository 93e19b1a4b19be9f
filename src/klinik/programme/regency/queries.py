"""What stands in one region: pesantren, cases, papers, cooperatives, and what to do next."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.clinic.cases.models import Case, Stage
from klinik.clinic.cases.queries import counts_by_stage
from klinik.directory.models import Paper, Pesantren, Product, Region
from klinik.directory.queries import papers_expiring
from klinik.directory.search.filters import valid_papers
from klinik.directory.upkeep.queries import State, numbers_to_check, pesantren_to_check
from klinik.people.models import User
from klinik.tenancy.access import offices_of
from klinik.tenancy.facts.queries import counted_standings
from klinik.tenancy.models import AspectDuty

NEXT = 5
# What a case of each stage waits for.
WAITS_FOR: dict[Stage, str | Promise] = {
    Stage.WAITING: _("until an office takes it"),
    Stage.TAKEN: _("until an activity is set"),
    Stage.PLANNED: _("until the activity takes place"),
    Stage.DONE: _("until the result is measured"),
    Stage.MEASURED: _("until the office closes it"),
    Stage.CLOSED: "",
}


class AtStage(NamedTuple):
    """How many cases stand at one stage, and what they wait for there."""

    stage: str
    label: str | Promise
    waits_for: str | Promise
    number: int


class Waiting(NamedTuple):
    """How many open cases wait for one office, by the aspect that it takes."""

    aspect: str
    code: str
    office: str
    number: int


class Lacking(NamedTuple):
    """How many cooperatives lack something that a grant asks for."""

    what: str
    label: str | Promise
    number: int


class Overview(NamedTuple):
    """One region as the office that answers for it sees it."""

    region: Region
    checks: dict[str, int]  # pesantren by how their facts stand with the offices
    cooperatives: dict[str, int]  # those that have what a grant asks for
    stages: dict[str, int]  # cases by stage
    waiting: list[Waiting]
    papers: dict[str, int]  # to renew: "expired" and "soon"
    products: dict[str, int]  # "all", and "halal" with a valid certificate
    next_checks: list[Pesantren]

    @property
    def pesantren(self) -> int:
        """How many there are."""
        return self.checks["semua"]

    @property
    def without_cooperative(self) -> int:
        """How many have none yet."""
        return self.pesantren - self.cooperatives["all"]

    @property
    def open_cases(self) -> int:
        """How many cases are not closed yet."""
        return sum(number for stage, number in self.stages.items() if stage != Stage.CLOSED)

    @property
    def lacking(self) -> list[Lacking]:
        """What cooperatives lack, in the order in which it is asked for."""
        there = self.cooperatives
        return [
            Lacking("rat", _("RAT not held"), there["all"] - there["rat"]),
            Lacking("nik", _("no valid NIK"), there["all"] - there["nik"]),
            Lacking("qr", _("no QR"), there["all"] - there["qr"]),
        ]

    @property
    def road(self) -> list[AtStage]:
        """The stages at which any case stands, from the first to the last."""
        return [
            AtStage(stage.value, stage.label, WAITS_FOR[stage], self.stages[stage])
            for stage in Stage
            if stage in self.stages
        ]


def overview_of(region: Region, *, today: date) -> Overview:
    """One region at a glance: nine questions however many there are. Call `read_as` first."""
    here = [region.pk]
    return Overview(
        region=region,
        checks={str(state): n for state, n in numbers_to_check(regions=here).items()},
        cooperatives=counted_standings(today=today, region=region),
        stages=counts_by_stage(Case.objects.filter(pesantren__region=region)),
        waiting=_waiting(region, today),
        papers=_papers(region, today),
        products=_products(region, today),
        next_checks=list(pesantren_to_check(state=State.TO_CHECK, regions=here)[:NEXT]),
    )


def regions_at_work(user: User) -> list[Region]:
    """The regions whose own office the person works in; none for the offices of the province."""
    offices = [office.pk for office in offices_of(user) if office.region_id]
    return list(Region.objects.filter(offices__in=offices).distinct()) if offices else []


def _waiting(region: Region, today: date) -> list[Waiting]:
    rows = Case.objects.filter(pesantren__region=region).exclude(stage=Stage.CLOSED).order_by()
    counted = rows.values("aspect", "aspect__code", "aspect__name")
    counted = counted.annotate(number=Count("pk")).order_by("-number", "aspect__order")
    duties = AspectDuty.objects.in_charge(today).select_related("office")
    in_charge = {row.aspect_id: row.office.name for row in duties}
    return [
        Waiting(
            aspect=row["aspect__name"],
            code=row["aspect__code"],
            office=in_charge.get(row["aspect"], ""),
            number=row["number"],
        )
        for row in counted
    ]


def _papers(region: Region, today: date) -> dict[str, int]:
    rows = papers_expiring(today).filter(product__pesantren__region=region).order_by()
    past = Q(valid_until__lt=today)
    return dict(rows.aggregate(expired=Count("pk", filter=past), soon=Count("pk", filter=~past)))


def _products(region: Region, today: date) -> dict[str, int]:
    halal = valid_papers(today).filter(kind=Paper.Kind.HALAL, product=OuterRef("pk"))
    rows = Product.objects.on_offer().filter(pesantren__region=region).order_by()
    rows = rows.annotate(is_halal=Exists(halal))
    return dict(rows.aggregate(all=Count("pk"), halal=Count("pk", filter=Q(is_halal=True))))
