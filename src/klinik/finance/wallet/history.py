"""What is remembered of wallets, in words for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klinik.finance.wallet.models import Card, Category, Limit, TopUpWays, WalletRules
from klinik.tenancy.history.words import Kind

OF = {"koppontren": _("Cooperative")}
KINDS: dict[type[models.Model], Kind] = {
    Category: Kind(
        _("What goods are for"),
        "name",
        OF
        | {
            "name": _("Name"),
            "icon": _("Picture"),
            "is_exempt": _("exempt"),
            "is_used": _("Goods may be in it"),
        },
    ),
    WalletRules: Kind(
        _("Rules of wallets"),
        "",
        OF
        | {
            "control": _("Pocket money"),
            "held": _("Held back for orders"),
            "owed": _("Owed by santri"),
            "card_fee": _("Fee for another card"),
            "fee_account": _("The fee goes to"),
            "offline_allowance": _("Without internet a card pays a day"),
        },
    ),
    Card: Kind(
        _("Card"),
        "code",
        OF
        | {
            "wallet": _("Wallet"),
            "kind": _("Kind of card"),
            "code": _("Number"),
            "issued_at": _("Given at"),
            "issued_by": _("Given by"),
            "blocked_at": _("Blocked at"),
            "blocked_by": _("Blocked by"),
            "blocked_why": _("Why it is blocked"),
            "ended_at": _("Ended at"),
            "ended_by": _("Ended by"),
            "replaces": _("Replaces the card"),
        },
    ),
    Limit: Kind(
        _("Limit of a wallet"),
        "",
        OF
        | {
            "wallet": _("Wallet"),
            "category": _("For what?"),
            "period": _("Period"),
            "amount": _("At most"),
            "set_by": _("Set by"),
            "set_at": _("Set at"),
        },
    ),
    TopUpWays: Kind(
        _("Ways to top up"),
        "",
        OF
        | {
            "bank": _("Transfers go to"),
            "number_at_bank": _("Number of this account at the bank"),
            "va_prefix": _("Beginning of virtual account numbers"),
            "qris": _("Text of your own QRIS code"),
            "qris_account": _("QRIS on its way"),
        },
    ),
}
