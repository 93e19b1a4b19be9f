"""What the functions of `sql/` refuse, as sentences."""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import IntegrityError
from django.utils.translation import gettext as _

from klinik.finance.wallet.choices import Period
from klinik.finance.wallet.rules import LimitReached, OfflineSpent, TooLittle, WalletClosed


def refusal(error: IntegrityError, *, number: str, categories: Mapping[int, str]) -> Exception:
    """The refusal that an error of `wallet_allow` is; another kind of error comes back as it is."""
    cause: Any = error.__cause__
    state = (cause.sqlstate or "") if isinstance(cause, psycopg.Error) else ""
    detail = (cause.diag.message_detail or "") if state else ""
    return refusal_of(state, detail, number=number, categories=categories) or error


def refusal_of(
    state: str, detail: str, *, number: str, categories: Mapping[int, str]
) -> Exception | None:
    """The refusal of this SQLSTATE of wallet number `number`; None of another's."""
    match state:
        case "23W01":
            return TooLittle(number, holds=int(detail))
        case "23W02":
            period, category, most, left = detail.split("|")
            what = categories.get(int(category), category) if category else _("everything")
            return LimitReached(what, Period(period).label, most=int(most), left=int(left))
        case "23W03":
            return WalletClosed(number)
        case "23W04":
            most, left = detail.split("|")
            return OfflineSpent(most=int(most), left=int(left))
        case _other:
            return None
