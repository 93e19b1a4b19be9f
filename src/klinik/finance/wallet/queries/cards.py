"""What a till knows of cards: whose it is in two words, and what it may pay."""

from datetime import date
from typing import NamedTuple

from django.db import connection

from klinik.core.lines import as_scanned
from klinik.finance.wallet.models import Card
from klinik.finance.wallet.queries.wallets import today
from klinik.finance.wallet.rules import short_name
from klinik.tenancy.models import Koppontren


class CardForTill(NamedTuple):
    """A card that is in use; `left` is what it may pay today of what is not exempt, in rupiah."""

    code: str
    number: str
    member: str
    name: str
    has_photo: bool
    balance: int
    left: int
    is_blocked: bool
    needs_pin: bool


CARDS = """
SELECT c.code, w.number, m.number, m.name, m.photo <> '', a.credits - a.debits, r.room,
       c.blocked_at IS NOT NULL, w.pin_hash <> ''
  FROM wallet_card c
  JOIN wallet_wallet w ON w.koppontren_id = c.koppontren_id AND w.id = c.wallet_id
  JOIN members_member m ON m.koppontren_id = w.koppontren_id AND m.id = w.member_id
  JOIN ledger_account a ON a.koppontren_id = w.koppontren_id AND a.id = w.account_id
  LEFT JOIN LATERAL (
       SELECT min(greatest(g.most - g.spent, 0)) AS room
         FROM wallet_room(w.koppontren_id, w.id, %s) g
        WHERE g.category IS NULL AND g.most IS NOT NULL
  ) r ON true
 WHERE c.koppontren_id = %s AND c.ended_at IS NULL AND w.closed_on IS NULL
 ORDER BY w.number
"""


def cards_for_till(koppontren: Koppontren, *, on: date | None = None) -> list[CardForTill]:
    """Every card in use, in one question, with no more of a name than a cashier needs."""
    with connection.cursor() as cursor:
        cursor.execute(CARDS, [on or today(koppontren), koppontren.pk])
        rows = cursor.fetchall()
    return [
        CardForTill(
            code=code,
            number=number,
            member=member,
            name=short_name(name),
            has_photo=has_photo,
            balance=balance,
            left=max(balance if room is None else min(balance, room), 0),
            is_blocked=is_blocked,
            needs_pin=needs_pin,
        )
        for code, number, member, name, has_photo, balance, room, is_blocked, needs_pin in rows
    ]


def card_of(koppontren: Koppontren, code: str) -> Card | None:
    """The card that says this, in use or ended, with its wallet and whose it is."""
    rows = Card.objects.of(koppontren).filter(code=as_scanned(code)[:40])
    return rows.select_related("wallet__member", "wallet__account__unit").first()
