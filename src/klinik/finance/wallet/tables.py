"""Wallets as a table."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klinik.core.tables import Column, order_by
from klinik.finance.wallet.models import Wallet
from klinik.tenancy.models import Koppontren

ORDER = order_by(
    {
        "nama": ("member__name", "number"),
        "nomor": ("number",),
        "saldo": ("held_now", "number"),
        "dibuka": ("opened_on", "number"),
    }
)


def wallet_columns(koppontren: Koppontren) -> list[Column[Any]]:
    """Whose, which number, which card, and what it holds."""

    def page_of(wallet: Wallet) -> str:
        return reverse("wallet:wallet", args=[koppontren.slug, wallet.number])

    return [
        Column("nama", gettext_lazy("Name"), lambda row: row.member.name, link=page_of),
        Column("nomor", gettext_lazy("Wallet"), lambda row: row.number),
        Column("kartu", gettext_lazy("Card"), card_in_words, may_sort=False),
        Column(
            "saldo",
            gettext_lazy("Balance"),
            lambda row: row.held_now,
            is_money=True,
            total="held_now",
        ),
        Column(
            "tunggakan",
            gettext_lazy("Owes"),
            lambda row: row.owes or 0,
            is_money=True,
            may_sort=False,
            is_usual=False,
        ),
        Column("anggota", gettext_lazy("Member"), lambda row: row.member.number, is_usual=False),
        Column("dibuka", gettext_lazy("Opened on"), lambda row: row.opened_on, is_usual=False),
    ]


def card_in_words(wallet: Wallet) -> str:
    """What somebody who looks down the list wants to know of the card."""
    if not wallet.is_open:
        return _("closed")
    cards = wallet.in_use  # type: ignore[attr-defined]
    if not cards:
        return _("no card")
    return _("blocked") if cards[0].is_blocked else str(cards[0].get_kind_display())
