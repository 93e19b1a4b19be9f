"""Questions about collecting: what a collector may see, what came in, who goes where."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef
from django.db.models import Sum as Sum_

from klinik.finance.collecting.models import Receipt, Refused, Round
from klinik.finance.counter.models import Place
from klinik.finance.ledger.days import bounds_of, today_in
from klinik.finance.members.models import Member
from klinik.finance.members.rules import HERE
from klinik.finance.savings.models import SavingsAccount, SavingsKind
from klinik.finance.savings.queries import COLLECTED, accounts_of, arrears, terms_on
from klinik.finance.tills.models import Count as TillCount
from klinik.finance.tills.models import Delivery, Drawer, DrawerKind, Shift, Standing
from klinik.finance.tills.queries import drawers_of, in_use
from klinik.people.models import User
from klinik.tenancy.models import Koppontren, TenantQuerySet

MOST_MEMBERS = 2000  # on one phone
SHOWN = 100  # receipts of a day on a page


def rounds_of(koppontren: Koppontren, collector: User) -> TenantQuerySet[Round]:
    """Where this collector goes now."""
    rows = Round.objects.of(koppontren).filter(collector=collector, ended_at=None)
    return rows.select_related("group")


def own_bag(koppontren: Koppontren, collector: User) -> Drawer | None:
    """The bag that this collector carries now, open or not."""
    return in_use(koppontren).filter(kind=DrawerKind.BAG, owner=collector).first()


def carries_since(bag: Drawer) -> datetime:
    """Since when its collector carries a bag, the ones before this among them."""
    rows = Drawer.objects.of(bag.koppontren).filter(kind=DrawerKind.BAG, owner=bag.owner_id)
    return min(rows.values_list("made_at", flat=True), default=bag.made_at)


def open_shift(bag: Drawer) -> Shift | None:
    """The time in which its collector holds the bag, if that is now."""
    rows = Shift.objects.filter(koppontren_id=bag.koppontren_id, drawer=bag, closed_at=None)
    return rows.filter(teller=bag.owner_id).first()


def collectable_accounts(koppontren: Koppontren) -> TenantQuerySet[SavingsAccount]:
    """Open accounts into which a collector may take cash, of members who are here."""
    rows = accounts_of(koppontren).filter(product__kind__in=COLLECTED, closed_on=None)
    return rows.filter(member__standing__in=HERE)


def is_collectable(savings: SavingsAccount) -> bool:
    """Whether an account that was read with its product and member is one of those."""
    is_sort = savings.product.kind in COLLECTED
    return is_sort and savings.closed_on is None and savings.member.standing in HERE


@dataclass(frozen=True)
class Payable:
    """An account on a collector's list: its monthly duty and what is behind, in whole rupiah."""

    savings: SavingsAccount
    duty: int
    behind: int


@dataclass(frozen=True)
class Listed:
    """A member on a collector's list, and no more of them than the collector needs."""

    member: Member
    groups: list[str]
    accounts: list[Payable] = field(default_factory=list)

    def as_data(self) -> dict[str, object]:
        """As phones and programs are told."""
        return {
            "number": self.member.number,
            "name": self.member.name,
            "groups": self.groups,
            "accounts": [
                {
                    "number": row.savings.number,
                    "product": row.savings.product.name,
                    "duty": row.duty,
                    "behind": row.behind,
                }
                for row in self.accounts
            ],
        }


def list_for(koppontren: Koppontren, collector: User) -> list[Listed]:
    """The members of the collector's groups by name, each with the accounts they may pay into."""
    groups = {row.group_id: row.group.name for row in rounds_of(koppontren, collector)}
    places = Place.objects.of(koppontren).filter(group__in=groups, member__standing__in=HERE)
    listed: dict[int, Listed] = {}
    for place in places.select_related("member").order_by("member__name", "member__number"):
        one = listed.setdefault(place.member_id, Listed(place.member, []))
        one.groups.append(groups[place.group_id])
        if len(listed) == MOST_MEMBERS:
            break
    today = today_in(koppontren)
    accounts = list(collectable_accounts(koppontren).filter(member__in=listed))
    late = arrears(koppontren, today).filter(member__in=listed)
    behind: dict[int, int] = {row.pk: row.behind for row in late}
    duties = {
        product.pk: (terms.amount or 0) if (terms := terms_on(product, today)) else 0
        for product in {
            row.product for row in accounts if row.product.kind == SavingsKind.MANDATORY
        }
    }
    for row in sorted(accounts, key=_by_duty):
        payable = Payable(row, duties.get(row.product_id, 0), behind.get(row.pk, 0))
        listed[row.member_id].accounts.append(payable)
    return list(listed.values())


def _by_duty(savings: SavingsAccount) -> tuple[bool, str]:
    """Simpanan wajib first: it is what most members pay to a collector."""
    return savings.product.kind != SavingsKind.MANDATORY, savings.number


def receipts_on(koppontren: Koppontren, day: date) -> TenantQuerySet[Receipt]:
    """What was taken on a day, the latest first."""
    begins, ends = bounds_of(koppontren, day)
    return Receipt.objects.of(koppontren).filter(taken_at__gte=begins, taken_at__lt=ends)


def still_refused(koppontren: Koppontren) -> TenantQuerySet[Refused]:
    """Receipts whose cash no entry says yet, the oldest first."""
    recorded = Receipt.objects.of(koppontren).filter(request_id=OuterRef("request_id"))
    rows = Refused.objects.of(koppontren).filter(~Exists(recorded), settled_at=None)
    return rows.select_related("koppontren", "collector")


@dataclass(frozen=True)
class Sum:
    """How many, and how much together in whole rupiah."""

    many: int = 0
    total: int = 0


def sum_of(receipts: TenantQuerySet[Receipt]) -> Sum:
    """How many receipts these are, and what they are together."""
    found = receipts.order_by().aggregate(many=Count("pk"), total=Sum_("amount"))
    return Sum(found["many"], found["total"] or 0)


@dataclass(frozen=True)
class OnTheRoad:
    """A collector on a day: where they go, what came in, what was handed over, what differed."""

    collector: User
    rounds: Sequence[Round]
    bag: Drawer | None
    is_open: bool
    taken: Sum
    handed_over: int
    under_way: int
    difference: int

    @property
    def is_of_the_day(self) -> bool:
        """They go round now, or had cash then; whose bag is out of use is not shown for ever."""
        return any([self.rounds, self.bag, self.taken.many, self.handed_over, self.difference])


def on_the_road(koppontren: Koppontren, day: date) -> list[OnTheRoad]:
    """Every collector who has rounds or a bag now, or carried cash on this day, by name."""
    rounds: dict[User, list[Round]] = defaultdict(list)
    running = Round.objects.of(koppontren).filter(ended_at=None)
    for row in running.select_related("group", "collector"):
        rounds[row.collector].append(row)
    bags: dict[User, list[Drawer]] = defaultdict(list)
    for bag in drawers_of(koppontren).filter(kind=DrawerKind.BAG).select_related("owner"):
        if bag.owner:
            bags[bag.owner].append(bag)
    held = Shift.objects.of(koppontren).filter(kind=DrawerKind.BAG, closed_at=None)
    opened = set(held.values_list("drawer", flat=True))
    taken, differed = _taken(koppontren, day), _differed(koppontren, day)
    arrived, moving = _sent(koppontren, day)
    found = []
    for person in sorted({*rounds, *bags}, key=lambda one: one.name):
        own = bags.get(person, [])
        found.append(
            OnTheRoad(
                person,
                rounds.get(person, []),
                next((bag for bag in own if not bag.account.closed), None),
                is_open=any(bag.pk in opened for bag in own),
                taken=taken.get(person.pk, Sum()),
                handed_over=sum(arrived.get(bag.account_id, 0) for bag in own),
                under_way=sum(moving.get(bag.account_id, 0) for bag in own),
                difference=sum(differed.get(bag.pk, 0) for bag in own),
            )
        )
    return [one for one in found if one.is_of_the_day]


def _taken(koppontren: Koppontren, day: date) -> dict[int, Sum]:
    """What each collector took on a day."""
    rows = receipts_on(koppontren, day).order_by().values("collector")
    found = rows.annotate(many=Count("pk"), total=Sum_("amount"))
    return {row["collector"]: Sum(row["many"], row["total"]) for row in found}


def _sent(koppontren: Koppontren, day: date) -> tuple[dict[int, int], dict[int, int]]:
    """What arrived from each bag on a day, and what is on its way from it now, by its account."""
    begins, ends = bounds_of(koppontren, day)
    sent = Delivery.objects.of(koppontren).filter(source__drawer__kind=DrawerKind.BAG)
    arrived = sent.filter(standing=Standing.RECEIVED, ended_at__gte=begins, ended_at__lt=ends)
    moving = sent.filter(standing__in=[Standing.ON_ITS_WAY, Standing.REFUSED])
    by_place = [
        rows.order_by().values_list("source").annotate(Sum_("amount")) for rows in (arrived, moving)
    ]
    return dict(by_place[0]), dict(by_place[1])


def _differed(koppontren: Koppontren, day: date) -> dict[int, int]:
    """What counts of each bag found over or short on a day."""
    begins, ends = bounds_of(koppontren, day)
    counts = TillCount.objects.of(koppontren).filter(at__gte=begins, at__lt=ends)
    of_bags = counts.filter(shift__kind=DrawerKind.BAG).order_by()
    found = of_bags.values_list("shift__drawer").annotate(over=Sum_(F("counted") - F("expected")))
    return dict(found)
