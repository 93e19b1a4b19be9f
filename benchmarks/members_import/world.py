"""A cooperative with an opening, and a workbook that says which member holds what of it."""

import io
import json
import time
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import xlsxwriter
from django.core.files.base import ContentFile
from django.db import transaction

from klinik.core.imports.commands import begin, choose_columns, keep
from klinik.core.imports.models import Import
from klinik.core.imports.rules import guessed
from klinik.core.imports.sheets import read_sheet
from klinik.core.jobs import work
from klinik.core.models import Job
from klinik.directory.models import Pesantren, Region
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.commands import detail_account_undetailed
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.opening.commands import start_book
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.savings.commands import offer_usual_products
from klinik.finance.savings.intake.columns import columns_of
from klinik.finance.savings.intake.commands import MemberWork
from klinik.finance.savings.intake.queries import still_undetailed
from klinik.finance.savings.models import SavingsProduct
from klinik.finance.savings.tasks import import_members
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren, Membership
from klinik.tenancy.roles import Role

HEADINGS = (
    "No Anggota", "Nama", "Kategori", "No HP", "NIK", "Alamat", "Simpanan Pokok",
    "Simpanan Wajib", "Simpanan Sukarela",
)  # fmt: skip
NAMES = ("Ahmad", "Siti", "Hasan", "Aminah", "Yusuf", "Zainab", "Harun", "Maryam")
HELD = {"3110": 100_000, "3120": 250_000, "2110": 1_000_000}
DAY = date(2026, 1, 2)


def measure(number: int) -> None:
    """Say as JSON how long the parts took in seconds, first and again."""
    koppontren, by = _house(number)
    content = _workbook(number)
    first, again = (_brought(content, koppontren, by) for _time in range(2))
    if (first["new"], again["unchanged"]) != (number, number):
        raise RuntimeError(f"{first} and then {again}")
    with acting_for(koppontren):
        left = {product.prefix: amount for product, amount in still_undetailed(koppontren)}
    if left or verify_books().differences:
        raise RuntimeError(f"{left} is left, or the books differ")
    print(json.dumps({"first": first, "again": again}))


def _house(number: int) -> tuple[Koppontren, User]:
    region = Region.objects.create(code="3524", name="Lamongan", kind="kabupaten")
    place = Pesantren.objects.create(slug="bench", name="Bench", region=region, is_simulated=True)
    koppontren = Koppontren.objects.create(
        slug="bench", name="Bench", pesantren=place, is_simulated=True
    )
    by = User.objects.create_user("bench@contoh.example", name="Bench")
    Membership.objects.create(user=by, role=Role.MANAGER, koppontren=koppontren)
    with acting_for(koppontren):
        start_book(koppontren)
        offer_usual_products(koppontren, principal=100_000)
        accounts = {a.code: a for a in Account.objects.of(koppontren).select_related("unit")}
        legs = [
            cr(detail_account_undetailed(accounts[code]), amount * number)
            for code, amount in HELD.items()
        ]
        legs.append(dr(accounts["1111"], sum(leg.credit for leg in legs)))
        post(koppontren, request_id=uuid4(), kind="bench", legs=legs, by=by, on=DAY)
    return koppontren, by


def _rows(number: int) -> Iterator[list[object]]:
    for at in range(number):
        yield [
            at + 1, f"{NAMES[at % 8]} Contoh {at}", "santri", f"08123{at:07}",
            str(3_524_000_000_000_000 + at), f"Jl. Contoh {at}", *HELD.values(),
        ]  # fmt: skip


def _workbook(number: int) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        for at, row in enumerate(_rows(number), start=1):
            page.write_row(at, 0, row)
    return content.getvalue()


def _brought(content: bytes, koppontren: Koppontren, by: User) -> dict[str, float]:
    """Read and shown beforehand, then saved by the worker; with what came of it."""
    begun = time.perf_counter()
    with acting_for(koppontren):
        columns = columns_of(SavingsProduct.objects.of(koppontren))
        sheet = read_sheet(ContentFile(content, name="anggota.xlsx"), columns)
        about = {"place": [koppontren.slug], "on": DAY.isoformat()}
        row = keep(sheet, kind="members", file_name="anggota.xlsx", about=about, by=by)
        row.mapping = guessed(columns, row.headings)
        choose_columns(row, row.mapping, MemberWork(row))
    shown = time.perf_counter()
    with transaction.atomic():
        read_as(by)
        begin(row, import_members, title="Bench", by=by)
    work(is_patient=False)
    saved = time.perf_counter()
    with transaction.atomic():
        read_as(by)
        job = Job.objects.latest("asked_at")
        done = Import.objects.get(pk=row.pk)
    if job.state != Job.State.DONE:
        raise RuntimeError(job.said)
    return {"shown": shown - begun, "saved": saved - shown, **done.counts}
