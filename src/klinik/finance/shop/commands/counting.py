"""Counting the stock: lines by whoever counts, booked by somebody else."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.shop.commands.moving import Sheet, move_goods, refused_by
from klinik.finance.shop.models import CountLine, Good, MoveKind, Shop, Stage, StockCount
from klinik.finance.shop.models.counting import UNFINISHED
from klinik.finance.shop.refusals import (
    BadQuantity,
    CountedItYourself,
    CountUnderWay,
    NoReasonGiven,
    NotCounting,
    NothingCounted,
    NotOfThisCount,
    ShopRequestReused,
)
from klinik.finance.shop.rules import BY_MEASURE, PER_UNIT, Change
from klinik.finance.wallet.models import Category
from klinik.people.models import User


@transaction.atomic
def begin_count(
    shop: Shop, *, category: Category | None = None, request_id: UUID, by: User
) -> StockCount:
    """Begin to count a shop, or one category of it. The same request twice is one count.

    Raises CountUnderWay, ShopRequestReused.
    """
    hold_book(shop.koppontren)
    rows = StockCount.objects.of(shop.koppontren)
    known = rows.filter(request_id=request_id).first()
    if known:
        if (known.shop_id, known.category_id) != (shop.pk, category and category.pk):
            raise ShopRequestReused
        return known
    if rows.filter(shop=shop, stage__in=UNFINISHED).exists():
        raise CountUnderWay
    return StockCount.objects.create(
        koppontren=shop.koppontren, shop=shop, category=category, request_id=request_id, begun_by=by
    )


@transaction.atomic
def count_good(count: StockCount, good: Good, *, counted: int, by: User) -> CountLine:
    """Write down how many thousandths lie on the shelf, beside what the books hold right now.

    Counted again, the later one holds. Raises NotCounting, NotOfThisCount, BadQuantity.
    """
    count = _locked(count)
    if not count.is_counting:
        raise NotCounting
    rows = Good.objects.of(count.koppontren).select_for_update(of=["self"], no_key=True)
    good = rows.get(pk=good.pk)  # nobody sells it between the look at the books and this line
    if good.shop_id != count.shop_id or (count.category_id not in (None, good.category_id)):
        raise NotOfThisCount(good.name)
    if counted < 0 or (counted % PER_UNIT and good.unit_name not in BY_MEASURE):
        raise BadQuantity(good.unit_name)
    said = {"counted": counted, "expected": good.quantity, "by": by, "at": timezone.now()}
    line = CountLine.objects.of(count.koppontren).filter(count=count, good=good).first()
    try:
        with transaction.atomic():
            if line is None:
                return CountLine.objects.create(
                    koppontren=count.koppontren, count=count, good=good, **said
                )
            for name, value in said.items():
                setattr(line, name, value)
            line.save(update_fields=list(said))
            return line
    except IntegrityError as error:
        raise refused_by(error) from error


@transaction.atomic
def send_count(count: StockCount, *, by: User) -> StockCount:
    """Let a second person look at what was counted. Done twice, it is sent once.

    Raises NotCounting, NothingCounted.
    """
    count = _locked(count)
    if count.is_sent:
        return count
    if not count.is_counting:
        raise NotCounting
    if not count.lines.exists():
        raise NothingCounted
    count.stage, count.sent_by, count.sent_at = Stage.SENT, by, timezone.now()
    count.save(update_fields=["stage", "sent_by", "sent_at"])
    return count


@transaction.atomic
def count_on(count: StockCount, *, by: User) -> StockCount:
    """Go on counting what was sent too early. Raises NotCounting where it is decided."""
    count = _locked(count)
    if count.is_counting:
        return count
    if not count.is_sent:
        raise NotCounting
    count.stage, count.sent_by, count.sent_at = Stage.COUNTING, None, None
    count.save(update_fields=["stage", "sent_by", "sent_at"])
    return count


@transaction.atomic
def approve_count(count: StockCount, *, by: User) -> StockCount:
    """Book the differences and move the stock to what was counted, in one go; twice is once.

    Raises NotCounting, CountedItYourself, and what the ledger refuses.
    """
    hold_book(count.koppontren)
    count = _locked(count)
    if count.stage == Stage.APPROVED:
        return count
    if not count.is_sent:
        raise NotCounting
    lines = list(count.lines.all())
    if by.pk in {count.begun_by_id, count.sent_by_id, *(line.by_id for line in lines)}:
        raise CountedItYourself
    count.entry_number = _book(count, lines, by=by)
    count.stage, count.decided_by, count.decided_at = Stage.APPROVED, by, timezone.now()
    try:
        with transaction.atomic():
            count.save(update_fields=["stage", "decided_by", "decided_at", "entry_number"])
    except IntegrityError as error:
        raise refused_by(error) from error
    return count


@transaction.atomic
def drop_count(count: StockCount, *, why: str, by: User) -> StockCount:
    """Book nothing of a count, and say why; what was counted stays to be read. Twice is once.

    Raises NoReasonGiven, NotCounting.
    """
    count = _locked(count)
    if count.stage == Stage.DROPPED:
        return count
    if count.stage == Stage.APPROVED:
        raise NotCounting
    if not why.strip():
        raise NoReasonGiven
    count.stage, count.decided_by, count.decided_at = Stage.DROPPED, by, timezone.now()
    count.why = why.strip()
    count.save(update_fields=["stage", "decided_by", "decided_at", "why"])
    return count


def _book(count: StockCount, lines: list[CountLine], *, by: User) -> int | None:
    """The entry of the differences; None where they are worth nothing."""
    shop = count.shop
    changes = [Change(line.good_id, line.difference) for line in lines if line.difference]
    if not changes:
        return None
    moves = move_goods(
        shop,
        MoveKind.COUNT,
        changes,
        sheet=lambda worth, to_cost: Sheet(
            [dr(shop.stock, worth), dr(shop.cost, to_cost), cr(shop.difference, worth + to_cost)]
        ),
        request_id=count.request_id,
        by=by,
    )
    return moves[0].entry_number


def _locked(count: StockCount) -> StockCount:
    rows = StockCount.objects.of(count.koppontren).select_related(
        "category",
        *(f"shop__{account}__unit" for account in ("stock", "cost", "difference")),
    )
    return rows.select_for_update(of=["self"], no_key=True).get(pk=count.pk)
