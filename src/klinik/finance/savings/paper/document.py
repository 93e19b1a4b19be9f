"""A statement or a certificate of savings as PDF.

The words travel as data (JSON); typst sets them as text and runs nothing of them.
"""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klinik.core.exports.document import FONTS
from klinik.core.money import grouped, rupiah
from klinik.core.templatetags.klinik import tanggal, terbilang
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.paper.queries import Statement
from klinik.finance.savings.queries import today

LAYOUT = Path(__file__).with_name("paper.typ").read_bytes()


def statement_pdf(statement: Statement) -> BytesIO:
    """The statement with opening balance, every line, closing balance and that in words."""
    savings = statement.savings
    days = f"{tanggal(statement.since)} – {tanggal(statement.until)}"
    lines = [
        [
            date_format(line.on, "d-m-Y"),
            str(line.number),
            line.kind,
            grouped(line.went) if line.went else "",
            grouped(line.came) if line.came else "",
            grouped(line.balance),
        ]
        for line in statement.lines
    ]
    content = {
        "title": _("Statement of savings"),
        "days": days,
        "pairs": _whose(savings),
        "heads": [_("Day"), _("No."), _("Transaction"), _("Out"), _("In"), _("Balance")],
        "opening": [_("Opening balance"), grouped(statement.opening)],
        "lines": lines,
        "sums": [_("Together"), grouped(statement.went), grouped(statement.came)],
        "closing": [_("Closing balance"), rupiah(statement.closing)],
        "words": _in_words(statement.closing),
        "said": "",
        "signed": "",
    }
    return _paper(savings, content)


def certificate_pdf(savings: SavingsAccount, *, balance: int) -> BytesIO:
    """What the cooperative certifies that the member holds now, with a place to sign."""
    content = {
        "title": _("Certificate of savings"),
        "days": tanggal(today(savings.koppontren)),
        "pairs": [*_whose(savings), *_terms(savings)],
        "heads": [],
        "opening": [],
        "lines": [],
        "sums": [],
        "closing": [_("Balance"), rupiah(balance)],
        "words": _in_words(balance),
        "said": certified(savings),
        "signed": _("For the cooperative"),
    }
    return _paper(savings, content)


def certified(savings: SavingsAccount) -> str:
    """The sentence of a certificate."""
    words = _("%(place)s certifies that this member holds these savings with it on %(day)s.")
    return words % {
        "place": savings.koppontren.name,
        "day": tanggal(today(savings.koppontren)),
    }


def _whose(savings: SavingsAccount) -> list[list[str]]:
    return [
        [_("Member"), f"{savings.member.name} ({savings.member.number})"],
        [_("Savings account"), f"{savings.number} {savings.product.name}"],
    ]


def _terms(savings: SavingsAccount) -> list[list[str]]:
    product = savings.product
    found = [[_("Contract"), str(product.get_akad_display())]] if product.akad else []
    found.append([_("Opened on"), tanggal(savings.opened_on)])
    if savings.due_on:
        found.append([_("Due on"), tanggal(savings.due_on)])
    if savings.purpose:
        found.append([_("Saved for"), savings.purpose])
    return found


def _in_words(amount: int) -> str:
    return f"{terbilang(amount)} rupiah".capitalize() if get_language() == "id" else ""


def _paper(savings: SavingsAccount, content: dict[str, Any]) -> BytesIO:
    koppontren = savings.koppontren
    legal = _("Legal entity no. %(number)s") % {"number": koppontren.legal_number}
    about = [koppontren.legal_number and legal, koppontren.address]
    content |= {
        "lang": get_language(),
        "place": koppontren.name,
        "about": " · ".join(filter(None, about)),
        "simulated": _("simulation") if koppontren.is_simulated else "",
        "printed": _("Made on %(day)s") % {"day": date_format(timezone.localdate(), "j F Y")},
        "page": _("Page"),
        "rupiah": _("in rupiah"),
        "nothing": _("Nothing moved in these days."),
        "dated": _("Place and date:"),
        "named": _("name in full"),
    }
    return BytesIO(
        typst.compile(
            LAYOUT,
            font_paths=FONTS,
            sys_inputs={"paper": json.dumps(content, ensure_ascii=False)},
            timestamp=int(timezone.now().timestamp()),
        )
    )
