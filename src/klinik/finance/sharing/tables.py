"""The shares of a run as a table."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klinik.core.tables import Column, order_by
from klinik.finance.sharing.models import Share, ShareRun

ORDER = order_by(
    {
        "rekening": ("savings__number",),
        "nama": ("savings__member__name", "place"),
        "kotor": ("gross", "place"),
        "pajak": ("tax", "place"),
    }
)


def share_columns(run: ShareRun) -> list[Column[Share]]:
    """Account, member, sums, gross, tax, net; each leads to why it is so."""

    def why(share: Share) -> str:
        month = f"{run.month:%Y-%m}"
        return reverse("sharing:why", args=[run.koppontren.slug, share.savings.number, month])

    return [
        Column("rekening", _("Savings account"), lambda share: share.savings.number, link=why),
        Column("nama", _("Name"), lambda share: share.savings.member.name),
        Column(
            "harian",
            _("Sum of day-end balances"),
            lambda share: int(share.day_sum),
            is_money=True,
            is_usual=False,
        ),
        Column("kotor", _("Before tax"), lambda share: share.gross, is_money=True, total="gross"),
        Column("pajak", _("Tax"), lambda share: share.tax, is_money=True, total="tax"),
        Column("bersih", _("Comes to the account"), lambda share: share.net, is_money=True),
    ]
