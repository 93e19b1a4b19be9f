"""The fees of a month as a table."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from klinik.core.tables import Column, order_by
from klinik.finance.sharing.fees.models import Fee, FeeRun, FeeState

ORDER = order_by(
    {
        "rekening": ("savings__number",),
        "nama": ("savings__member__name", "place"),
        "biaya": ("amount", "place"),
        "hasil": ("kept_back", "place"),
    }
)


def fee_columns(run: FeeRun) -> list[Column[Fee]]:
    """Account, member, what is asked, and what becomes of it."""

    def account(fee: Fee) -> str:
        return reverse("savings:account", args=[run.koppontren.slug, fee.savings.number])

    def result(fee: Fee) -> str:
        if fee.kept_back:
            return _("nothing: %(why)s") % {"why": fee.get_kept_back_display()}
        if fee.undone_by:
            return _("taken, and undone by entry %(number)s") % {"number": fee.undone_by}
        return (
            pgettext("fee", "taken")
            if run.state == FeeState.POSTED or fee.entry_number
            else _("to be taken")
        )

    return [
        Column(
            "rekening",
            gettext_lazy("Savings account"),
            lambda fee: fee.savings.number,
            link=account,
        ),
        Column("nama", gettext_lazy("Name"), lambda fee: fee.savings.member.name),
        Column("biaya", gettext_lazy("Fee"), lambda fee: fee.amount, is_money=True),
        Column("hasil", gettext_lazy("Result"), result),
    ]
