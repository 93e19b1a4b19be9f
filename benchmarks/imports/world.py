"""A workbook as a secretariat sends it, brought in by the import's own code; and the bare rows."""

import io
import json
import time
from collections.abc import Iterator

import xlsxwriter
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from klinik.core.imports.commands import begin, choose_columns, keep
from klinik.core.imports.models import Import
from klinik.core.imports.rules import guessed
from klinik.core.imports.sheets import read_sheet
from klinik.core.jobs import work
from klinik.core.models import Job
from klinik.directory.imports.columns import COLUMNS
from klinik.directory.imports.commands import PesantrenWork
from klinik.directory.models import Pesantren, Product, Region
from klinik.directory.starting import table
from klinik.directory.tasks import import_pesantren
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.models import Membership, Office
from klinik.tenancy.roles import Role

HEADINGS = (
    "No", "Nama Ponpes", "NSPP", "Kab/Kota", "Kecamatan", "Alamat", "Jumlah santri", "Angkatan",
    "Telepon", "Narahubung", "No HP", "Produk unggulan", "Bidang usaha", "Jenis produk",
)  # fmt: skip
FIRST = ("Nurul", "Darul", "Miftahul", "Raudlatul", "Bustanul", "Hidayatul", "Bahrul", "Sabilul")
SECOND = ("Qur'an", "Huda", "Falah", "Hikmah", "Ulum", "Hasanah", "Ihsan", "Barokah", "Karim")
MADE = (("Keripik Tempe", "makanan"), ("Kopi Bubuk", "minuman"), ("Batik Tulis", "fashion"))


def measure(number: int) -> None:
    """Say as JSON how long the parts took in seconds, first and again."""
    by = _province()
    content = _workbook(number)
    first, again = _brought(content, by), _brought(content, by)
    if (first["new"], again["unchanged"]) != (number, number):
        raise RuntimeError(f"{first} and then {again}")
    bare = _bare(number)
    print(json.dumps({"first": first, "again": again, "bare": bare}))


def _province() -> User:
    regions = [Region(code=r["bps_code"], name=r["name"], kind=r["kind"]) for r in table("regions")]
    Region.objects.bulk_create(regions)
    by = User.objects.create_user("bench@contoh.example", name="Bench")
    office = Office.objects.create(code="bench", name="Bench")
    Membership.objects.create(user=by, role=Role.SECRETARIAT, office=office)
    return by


def _rows(number: int) -> Iterator[list[object]]:
    regions = [str(region) for region in Region.objects.order_by("code")]
    for at in range(number):
        product, sector = MADE[at % len(MADE)]
        name = f"PP. {FIRST[at % 8]} {SECOND[at // 8 % 9]} Contoh {at}"
        yield [
            at + 1, name, 510_000_000_000 + at, regions[at % len(regions)], f"Kecamatan {at % 600}",
            f"Jl. Contoh {at}", 100 + at % 900, 2019 + at % 7, f"08123{at:07}", f"Contoh {at}",
            f"08573{at:07}", f"{product} {at}", sector, sector,
        ]  # fmt: skip


def _workbook(number: int) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        for at, row in enumerate(_rows(number), start=1):
            page.write_row(at, 0, row)
    return content.getvalue()


def _brought(content: bytes, by: User) -> dict[str, float]:
    """Read and shown beforehand, then saved by the worker; with what came of it."""
    begun = time.perf_counter()
    with transaction.atomic():
        sheet = read_sheet(ContentFile(content, name="daftar.xlsx"), COLUMNS)
        on = timezone.localdate().isoformat()
        about = {"source": "Bench", "on": on, "is_simulated": False, "regions": None}
        row = keep(sheet, kind="pesantren", file_name="daftar.xlsx", about=about, by=by)
        row.mapping = guessed(COLUMNS, row.headings)
        choose_columns(row, row.mapping, PesantrenWork(row))
    shown = time.perf_counter()
    with transaction.atomic():
        read_as(by)
        begin(row, import_pesantren, title="Bench", by=by)
    work(is_patient=False)
    saved = time.perf_counter()
    with transaction.atomic():
        read_as(by)
        job = Job.objects.latest("asked_at")
        done = Import.objects.get(pk=row.pk)
    if job.state != Job.State.DONE:
        raise RuntimeError(job.said)
    return {"shown": shown - begun, "saved": saved - shown, **done.counts}


def _bare(number: int) -> float:
    """The same rows by COPY into the same tables with their keys, checks and search index."""
    columns = "slug, name, nspp, region_id, district, address, santri, santri_on, cohort_year, "
    columns += "phone, source, sources, village, postcode, santri_source, cohort_source, pillars, "
    columns += "website, email, instagram, marketplaces, about, is_simulated, verified_as, "
    columns += "is_changed_since, updated_at, version"
    regions = {str(region): region.pk for region in Region.objects.all()}
    rows, today = list(_rows(number)), timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        begun = time.perf_counter()
        with cursor.copy(f"COPY directory_pesantren ({columns}) FROM STDIN") as copy:
            for row in rows:
                _no, name, nspp, region, district, address, santri, cohort, phone, *_ = row
                copy.write_row([
                    f"bare-{nspp}", f"{name} B", str(int(str(nspp)) + 10**11), regions[str(region)],
                    district, address, santri, today.date(), cohort, f"62{str(phone)[1:]}", "Bench",
                    "{}", "", "", "", "", "{}", "", "", "", "{}", "", False, "", False, today, 1,
                ])  # fmt: skip
        made = Pesantren.objects.filter(slug__startswith="bare-").order_by("pk")
        ids = list(made.values_list("pk", flat=True))
        fields = "pesantren_id, name, sector, category, price_unit, capacity_unit, "
        fields += "capacity_period, description, version, source, is_simulated"
        with cursor.copy(f"COPY directory_product ({fields}) FROM STDIN") as copy:
            for pk, row in zip(ids, rows, strict=True):
                copy.write_row([pk, row[11], row[12], row[13], "", "", "", "", 1, "Bench", False])
        took = time.perf_counter() - begun
        if Product.objects.filter(pesantren__in=ids).count() != number:
            raise RuntimeError("not all of it arrived")
        transaction.set_rollback(True)
    return took
