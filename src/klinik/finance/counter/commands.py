"""Groups, and collecting from all members of one at once."""

from collections.abc import Mapping
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from klinik.core.money import rupiah
from klinik.finance.counter.group_queries import payers
from klinik.finance.counter.models import Collection, Group, Place
from klinik.finance.counter.refusals import (
    CollectionReused,
    GroupNameTaken,
    GroupReused,
    NotCollectedInGroups,
    NothingCollected,
    RowsRefused,
)
from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import Posting, cr, dr, post_many
from klinik.finance.ledger.refusals import AboveTellerLimit, LedgerRefusal, refusal
from klinik.finance.members.models import Member
from klinik.finance.savings.commands import open_savings
from klinik.finance.savings.kinds import DEPOSIT
from klinik.finance.savings.limits.queries import limits_of
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.queries import COLLECTED, accounts_of, place_of_cash
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


def add_group(koppontren: Koppontren, *, name: str, request_id: UUID) -> Group:
    """Name a group of members who pay together. The same request twice is one group.

    Raises GroupReused, GroupNameTaken.
    """
    if known := _added_before(koppontren, name, request_id):
        return known
    try:
        with transaction.atomic():
            return Group.objects.create(koppontren=koppontren, name=name, request_id=request_id)
    except IntegrityError as taken:
        if known := _added_before(koppontren, name, request_id):  # at this very moment
            return known
        raise GroupNameTaken(name) from taken


def _added_before(koppontren: Koppontren, name: str, request_id: UUID) -> Group | None:
    known = Group.objects.of(koppontren).filter(request_id=request_id).first()
    if known and known.name != name:
        raise GroupReused(known.name)
    return known


def put_into(group: Group, member: Member) -> None:
    """Let a member stand in a group. Done twice, they stand there once."""
    Place.objects.get_or_create(koppontren=group.koppontren, group=group, member=member)


def take_out_of(group: Group, member: Member) -> None:
    """Take a member out of a group; what they paid stays."""
    Place.objects.of(group.koppontren).filter(group=group, member=member).delete()


@transaction.atomic
def open_for_all(group: Group, *, product: SavingsProduct, by: User) -> int:
    """Open accounts of a product for all of a group who are here and have none; says how many.

    Twice opens nothing more. Raises NotCollectedInGroups, NotOffered.
    """
    if product.kind not in COLLECTED or product.has_due_day:  # each of those has its own terms
        raise NotCollectedInGroups(product.name)
    opened = 0
    for payer in payers(group, product):
        if payer.lacks_account:
            open_savings(payer.member, product=product, request_id=uuid4(), by=by)
            opened += 1
    return opened


@transaction.atomic
def collect(
    group: Group, *, product: SavingsProduct, amounts: Mapping[str, int], request_id: UUID, by: User
) -> Collection:
    """Take savings of one product from members of a group, each by savings number: all or nothing.

    The money goes where the teller's cash goes. The same request twice is one collection. Raises
    NotCollectedInGroups, NothingCollected, RowsRefused with the rows that are wrong,
    CollectionReused, NoOpenDrawer.
    """
    koppontren = group.koppontren
    hold_book(koppontren)
    known = Collection.objects.of(koppontren).filter(request_id=request_id).first()
    if known:
        said = {number: amount for number, amount, __ in known.rows}
        if (known.group_id, known.product_id, said) != (group.pk, product.pk, dict(amounts)):
            raise CollectionReused
        return known
    if product.kind not in COLLECTED:
        raise NotCollectedInGroups(product.name)
    if not amounts:
        raise NothingCollected
    accounts = _accounts(group, product, amounts)
    _refuse_large(koppontren, accounts, amounts, by=by)
    cash = place_of_cash(koppontren, product.control.unit, by)
    entries = _post(koppontren, cash, accounts, amounts, request_id=request_id, by=by)
    return Collection.objects.create(
        koppontren=koppontren,
        request_id=request_id,
        group=group,
        product=product,
        rows=[[n, amounts[n], entry.number] for n, entry in entries.items()],
        total=sum(amounts.values()),
        by=by,
    )


def _accounts(
    group: Group, product: SavingsProduct, amounts: Mapping[str, int]
) -> list[SavingsAccount]:
    """The accounts of these numbers, in the order of their names; every one of the group."""
    rows = accounts_of(group.koppontren).filter(
        product=product, number__in=list(amounts), member__groups__group=group
    )
    found = list(rows.order_by("member__name", "number"))
    missing = amounts.keys() - {savings.number for savings in found}
    wrong = [(number, str(_("is no account of this group"))) for number in sorted(missing)]
    wrong += [(s.member.name, why) for s in found if (why := _why_not(s))]
    if wrong:
        raise RowsRefused(wrong)
    return found


def _why_not(savings: SavingsAccount) -> str:
    if not savings.member.is_here:
        return str(_("is no longer a member"))
    return "" if savings.may_deposit else str(_("takes no deposit now"))


def _refuse_large(
    koppontren: Koppontren,
    accounts: list[SavingsAccount],
    amounts: Mapping[str, int],
    *,
    by: User,
) -> None:
    """What one person does not take alone goes through the counter, where it can wait."""
    most = limits_of(koppontren, by).deposit
    if most is None:
        return
    said = str(AboveTellerLimit(rupiah(most)).message)
    if wrong := [(s.member.name, said) for s in accounts if amounts[s.number] > most]:
        raise RowsRefused(wrong)


def _post(
    koppontren: Koppontren,
    cash: Account,
    accounts: list[SavingsAccount],
    amounts: Mapping[str, int],
    *,
    request_id: UUID,
    by: User,
) -> dict[str, Entry]:
    postings = [
        Posting(
            request_id=uuid5(request_id, savings.number),
            kind=DEPOSIT,
            legs=[dr(cash, amounts[savings.number]), cr(savings.account, amounts[savings.number])],
        )
        for savings in accounts
    ]
    try:
        with transaction.atomic():
            answers = post_many(koppontren, postings, by=by)
    except IntegrityError as error:  # a trigger refuses the batch as a whole
        raise refusal(error, {cash.pk: str(cash)}) from error
    entries: dict[str, Entry] = {}
    wrong = []
    for savings, answer in zip(accounts, answers, strict=True):
        if isinstance(answer, LedgerRefusal):
            wrong.append((savings.member.name, str(answer.message)))
        else:
            entries[savings.number] = answer
    if wrong:
        raise RowsRefused(wrong)
    return entries
