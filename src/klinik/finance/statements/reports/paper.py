"""Statements on paper: one file, each statement on pages of its own.

The words travel as data (JSON); typst sets them as text and runs nothing of them.
"""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klinik.core.exports.document import FONTS
from klinik.core.prose import blocks
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports.layout import Part, Report, Shown
from klinik.finance.statements.reports.seal import head_of, seal_of
from klinik.finance.statements.templatetags.amounts import bracketed
from klinik.tenancy.models import Koppontren

LAYOUT = Path(__file__).with_name("statement.typ").read_bytes()


def paper_of(reports: Sequence[Report], scope: Scope, *, cover: str = "") -> BytesIO:
    """The statements as PDF, with head, seal of the book, page numbers and places to sign.

    With a `cover`, a first page of that title that lists them.
    """
    content = {
        "lang": get_language(),
        "place": scope.koppontren.name,
        "about": _about(scope.koppontren),
        "unit": scope.name,
        "simulated": _("simulation") if scope.koppontren.is_simulated else "",
        "cover": cover,
        "contents": _("Contents"),
        "seal": seal_of(scope.koppontren),
        "head": head_of(scope.koppontren),
        "printed": _("Made on %(day)s") % {"day": date_format(timezone.localdate(), "j F Y")},
        "page": _("Page"),
        "rupiah": _("in rupiah"),
        "nothing": _("Nothing to show."),
        "dated": _("Place and date:"),
        "signed": [_("Chair"), _("Treasurer"), _("Supervisor")],
        "named": _("name in full"),
        "reports": [_report(report) for report in reports],
    }
    return BytesIO(
        typst.compile(
            LAYOUT,
            font_paths=FONTS,
            sys_inputs={"statement": json.dumps(content, ensure_ascii=False)},
            timestamp=int(timezone.now().timestamp()),
        )
    )


def _about(koppontren: Koppontren) -> str:
    legal = _("Legal entity no. %(number)s") % {"number": koppontren.legal_number}
    return " · ".join(filter(None, [koppontren.legal_number and legal, koppontren.address]))


def _report(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "days": report.days,
        "proofs": list(report.proofs),
        "warnings": list(report.warnings),
        "is_empty": report.is_empty,
        "blocks": [block._asdict() for block in blocks(report.text)],
        "parts": [_part(part) for part in report.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "title": part.title,
        "note": part.note,
        "leads": list(part.leads),
        "heads": [column.head for column in part.columns],
        "beside": [column.is_beside for column in part.columns],
        "rows": [_row(shown, len(part.columns)) for shown in part.shown],
    }


def _row(shown: Shown, wide: int) -> dict[str, Any]:
    row = shown.row
    amounts = [cell.amount for cell in shown.cells] or [None] * wide
    return {
        "kind": row.kind,
        "leads": list(row.leads),
        "text": f"{_('less')} {row.text}" if row.is_deduction else row.text,
        "code": row.code,
        "cells": [bracketed(amount) for amount in amounts],
    }
