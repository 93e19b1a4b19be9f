"""The book of one koppontren: its accounts, its journal, and what both add up to.

Entries, lines, months, accounts, units, closings and the book itself are written by the functions
in `sql/` alone; the application's role may only read them. What lies around the chain (drafts and
their limit, receipts, patterns) is written as other rows are, behind walls and triggers of its own.
"""

from klinik.finance.ledger.models.account import (
    MARKS_OF,
    RESULT,
    Account,
    AccountKind,
    CashFlow,
    Mark,
    Side,
)
from klinik.finance.ledger.models.attachment import Attachment
from klinik.finance.ledger.models.book import Book, Unit
from klinik.finance.ledger.models.chart_event import ChartEvent, ChartField
from klinik.finance.ledger.models.correction import Correction
from klinik.finance.ledger.models.drafts import Decision, Draft, Limit
from klinik.finance.ledger.models.journal import AccountMonth, Entry, Line, Memo
from klinik.finance.ledger.models.patterns import Due, Every, Pattern
from klinik.finance.ledger.models.period import PeriodEvent, PeriodStep
from klinik.finance.ledger.models.proof import ChainHead

__all__ = [
    "MARKS_OF",
    "RESULT",
    "Account",
    "AccountKind",
    "AccountMonth",
    "Attachment",
    "Book",
    "CashFlow",
    "ChainHead",
    "ChartEvent",
    "ChartField",
    "Correction",
    "Decision",
    "Draft",
    "Due",
    "Entry",
    "Every",
    "Limit",
    "Line",
    "Mark",
    "Memo",
    "Pattern",
    "PeriodEvent",
    "PeriodStep",
    "Side",
    "Unit",
]
