"""What the ledger says no to, with words for people: one class for each SQLSTATE of `sql/`.

Of an entry that breaks several rules a caller learns the first, and the order is fixed, in `post`
as in `post_many`: `ORDER` below. First comes whether this request was answered before, so that a
retry has its answer whatever was spent or closed since; then what the entry says; then its day;
then what it undoes; then its accounts, each reason for all of them, in the order of the lines.
"""

from collections.abc import Mapping

import psycopg
from django.db import IntegrityError

from klinik.finance.ledger.refusals.chart import (
    AccountBetweenUnits,
    AccountNotEmpty,
    BadAccount,
    CodeTaken,
    NotAControlAccount,
    YearNotClosedOut,
)
from klinik.finance.ledger.refusals.entries import (
    AccountClosed,
    AccountFull,
    AccountIsControl,
    AccountUnknown,
    AlreadyReversed,
    BadAmount,
    BadNote,
    NeedsApproval,
    NoBook,
    NotAnEntry,
    NotBalanced,
    NothingToReverse,
    OneAccountOnly,
    OpeningStands,
    Overdrawn,
    PeriodClosed,
    RequestReused,
    ReversalDiffers,
    TooFewLines,
    TooManyLines,
    UndoesAnother,
    UnitNotBalanced,
    YearStands,
)
from klinik.finance.ledger.refusals.kinds import (
    LedgerRefusal,
    OfAccount,
    OfAmount,
    OfDay,
)
from klinik.finance.ledger.refusals.periods import (
    AlreadyClosed,
    NoReopeningWaits,
    PeriodIsOpen,
    PeriodNotOver,
    ReasonMissing,
    ReopeningWaits,
    SamePerson,
)
from klinik.finance.ledger.refusals.rooms import (
    AboveTellerLimit,
    BagAwaited,
    BagNeeded,
    BetweenUnits,
    CarriesAnother,
    DrawerInUse,
    DrawerNameTaken,
    HasItsOwnPage,
    HeldBack,
    HeldByAnother,
    OwnerGone,
    PaidInOnce,
    SaleStands,
    ShareOnItsWay,
    ShareStands,
    StockStands,
    TillStands,
)

__all__ = [
    "ORDER",
    "REFUSALS",
    "AboveTellerLimit",
    "AccountBetweenUnits",
    "AccountClosed",
    "AccountFull",
    "AccountIsControl",
    "AccountNotEmpty",
    "AccountUnknown",
    "AlreadyClosed",
    "AlreadyReversed",
    "BadAccount",
    "BadAmount",
    "BadNote",
    "BagAwaited",
    "BagNeeded",
    "BetweenUnits",
    "CarriesAnother",
    "CodeTaken",
    "DrawerInUse",
    "DrawerNameTaken",
    "HasItsOwnPage",
    "HeldBack",
    "HeldByAnother",
    "LedgerRefusal",
    "NeedsApproval",
    "NoBook",
    "NoReopeningWaits",
    "NotAControlAccount",
    "NotAnEntry",
    "NotBalanced",
    "NothingToReverse",
    "OfAccount",
    "OfAmount",
    "OfDay",
    "OneAccountOnly",
    "OpeningStands",
    "Overdrawn",
    "OwnerGone",
    "PaidInOnce",
    "PeriodClosed",
    "PeriodIsOpen",
    "PeriodNotOver",
    "ReasonMissing",
    "ReopeningWaits",
    "RequestReused",
    "ReversalDiffers",
    "SaleStands",
    "SamePerson",
    "ShareOnItsWay",
    "ShareStands",
    "StockStands",
    "TillStands",
    "TooFewLines",
    "TooManyLines",
    "UndoesAnother",
    "UnitNotBalanced",
    "YearNotClosedOut",
    "YearStands",
    "refusal",
    "refusal_of",
]

ORDER: tuple[type[LedgerRefusal], ...] = (
    NoBook,
    RequestReused,
    TooManyLines,
    TooFewLines,
    BadAmount,
    NotBalanced,
    OneAccountOnly,
    NotAnEntry,
    PeriodClosed,
    UndoesAnother,
    OpeningStands,
    YearStands,
    NothingToReverse,
    AlreadyReversed,
    ReversalDiffers,
    AccountUnknown,
    AccountIsControl,
    AccountClosed,
    AccountFull,
    Overdrawn,
    UnitNotBalanced,
)
OF_OTHER_DOORS: tuple[type[LedgerRefusal], ...] = (
    HasItsOwnPage,  # these three of what is recorded by hand, once nothing else is wrong
    BetweenUnits,
    NeedsApproval,
    BadNote,
    HeldByAnother,
    TillStands,
    SaleStands,
    DrawerInUse,
    BagAwaited,
    BagNeeded,
    DrawerNameTaken,
    CarriesAnother,
    HeldBack,
    OwnerGone,
    PaidInOnce,
    ShareOnItsWay,
    ShareStands,
    StockStands,
    AboveTellerLimit,
    NotAControlAccount,
    AccountNotEmpty,
    BadAccount,
    AccountBetweenUnits,
    YearNotClosedOut,
    AlreadyClosed,
    PeriodNotOver,
    PeriodIsOpen,
    ReopeningWaits,
    NoReopeningWaits,
    SamePerson,
    ReasonMissing,
    CodeTaken,
)
REFUSALS: Mapping[str, type[LedgerRefusal]] = {
    refusal.state: refusal for refusal in ORDER + OF_OTHER_DOORS
}


def refusal(error: IntegrityError, names: Mapping[int, str]) -> Exception:
    """The refusal that the database's `error` is, with accounts by their `names`.

    An error of another kind is a mistake in our code, not a refusal, and comes back as it is.
    """
    cause = error.__cause__
    state = (cause.sqlstate or "") if isinstance(cause, psycopg.Error) else ""
    if not isinstance(cause, psycopg.Error) or state not in REFUSALS:
        return error
    return refusal_of(state, cause.diag.message_detail or "", names)


def refusal_of(state: str, detail: str, names: Mapping[int, str]) -> LedgerRefusal:
    """The refusal of this SQLSTATE, with accounts by their `names`."""
    of_state = REFUSALS[state]
    return of_state(of_state.read(detail, names))
