"""Who is behind with simpanan wajib, as a table."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klinik.core.money import rupiah
from klinik.core.tables import Column, order_by
from klinik.finance.savings.models import SavingsAccount
from klinik.tenancy.models import Koppontren

ARREARS_ORDER = order_by(
    {
        "nama": ("member__name", "number"),
        "rekening": ("number",),
        "wajib": ("due", "number"),
        "kurang": ("behind", "number"),
    }
)


def arrears_columns(koppontren: Koppontren) -> list[Column[SavingsAccount]]:
    """Member, account, what was due, what was paid, what is missing, and a reminder."""

    def page_of(savings: SavingsAccount) -> str:
        return reverse("savings:account", args=[koppontren.slug, savings.number])

    return [
        Column("nama", gettext_lazy("Name"), lambda row: row.member.name, link=page_of),
        Column("rekening", gettext_lazy("Savings account"), lambda row: row.number),
        Column("telepon", gettext_lazy("Telephone"), _phone, is_usual=False),
        Column("wajib", gettext_lazy("Due so far"), lambda row: row.due, is_money=True),
        Column("dibayar", gettext_lazy("Paid"), _paid, is_money=True, may_sort=False),
        Column(
            "kurang", gettext_lazy("Behind"), lambda row: row.behind, is_money=True, total="behind"
        ),
        Column(
            "ingatkan",
            gettext_lazy("Remind"),
            reminder_text,
            template="savings/_remind.html",
            may_sort=False,
        ),
    ]


def reminder_text(savings: SavingsAccount) -> str:
    """A friendly reminder, which names the amount and no more."""
    return _(
        "Assalamu'alaikum %(name)s. Your simpanan wajib at %(koppontren)s, account %(number)s, "
        "still lacks %(amount)s. You can pay at the counter at any time. Thank you."
    ) % {
        "name": savings.member.name,
        "koppontren": savings.koppontren.name,
        "number": savings.number,
        "amount": rupiah(savings.behind),  # type: ignore[attr-defined]
    }


def _phone(savings: SavingsAccount) -> str:
    phone = savings.member.guardian_phone or savings.member.phone
    return phone and f"+{phone}"


def _paid(savings: SavingsAccount) -> int:
    return savings.paid  # type: ignore[attr-defined, no-any-return]
