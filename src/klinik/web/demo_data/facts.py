"""Facts and RATs of the demonstration's koppontren: one is ready for a grant, one is not."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.facts.commands import keep_facts, record_rat
from klinik.tenancy.models import Koppontren, Rat

NOTHING = {
    "founded_on": None,
    "legal_number": "",
    "legal_on": None,
    "nik": "",
    "nik_issued_on": None,
    "nik_until": None,
    "nik_address": "",
    "address": "",
    "phone": "",
    "fiscal_month": 1,
}


@transaction.atomic
def load() -> None:
    """Al-Hikmah has all that a grant asks; An-Nur has a legal entity and no RAT for last year."""
    if Rat.objects.exists():
        return
    last = timezone.localdate().year - 1
    ready = _known("al-hikmah", "manajer@al-hikmah.example", last)
    _known("an-nur", "manajer@an-nur.example", last, is_ready=False)
    by = User.objects.get(email="manajer@al-hikmah.example")
    enter(ready)
    for year, present, members in ((last - 1, 96, 141), (last, 120, 150)):
        record_rat(
            ready,
            year=year,
            held_on=date(year + 1, 3, 12),
            present=present,
            members=members,
            decisions="Laporan pengurus diterima; SHU dibagi; rencana kerja disetujui. (simulasi)",
            by=by,
        )


def _known(slug: str, email: str, last: int, *, is_ready: bool = True) -> Koppontren:
    koppontren, by = Koppontren.objects.get(slug=slug), User.objects.get(email=email)
    read_as(by)
    facts = NOTHING | {
        "name": koppontren.name,
        "founded_on": date(last - 6, 2, 3),
        "legal_number": f"SIMULASI-BH-{koppontren.pk:02}",
        "legal_on": date(last - 6, 8, 14),
    }
    if is_ready:
        facts |= {
            "nik": "SIMULASI-NIK-01",
            "nik_issued_on": date(last, 9, 1),
            "nik_until": date(last + 3, 8, 31),
            "nik_address": "https://contoh.example/nik/simulasi-01",
            "address": "Jl. Contoh No. 1, Lamongan (simulasi)",
        }
    return keep_facts(koppontren, by=by, **facts)
