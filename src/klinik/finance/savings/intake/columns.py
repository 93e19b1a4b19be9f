"""What a table of members can hold, by the headings under which people write it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from klinik.core.imports import Column
from klinik.finance.savings.models import SavingsKind, SavingsProduct

# Before the prefix of a product: what a member holds of it, and for term savings and goals more.
BALANCE, DUE, TARGET, PURPOSE = "balance_", "due_", "target_", "purpose_"
WHO = (
    Column(
        "name", _("Full name"),
        ("nama", "nama anggota", "nama santri", "nama lengkap", "anggota", "name"),
        _("As it stands on the KTP or the family card."), "Siti Contoh", is_needed=True,
    ),
    Column(
        "former_number", _("Number in the books of before"),
        ("no anggota", "nomor anggota", "no", "nis", "nomor", "kode anggota", "id", "no induk"),
        _("With it a member is known again, even under another name."), "117", is_number=True,
    ),
    Column("nik", _("NIK"), ("no ktp", "nomor ktp", "ktp", "no nik"),
           _("16 digits. Kept under lock; the screen shows only the last four."), is_number=True),
    Column("category", _("Category"), ("kategori", "jenis anggota", "jenis", "status"),
           _("santri, wali santri, guru, alumni, umum"), "santri"),
    Column("phone", _("Telephone"), ("telepon", "telp", "no hp", "hp", "wa", "whatsapp", "no wa"),
           "", "081234567890", is_number=True),
    Column("birth_date", _("Date of birth"), ("tanggal lahir", "tgl lahir", "lahir"),
           _("Day, month, year: 17-05-2012."), "17-05-2012"),
    Column("address", _("Address"), ("alamat", "alamat lengkap"), "", "Jl. Contoh 1"),
    Column("joined_on", _("Member since"),
           ("tanggal masuk", "tgl masuk", "anggota sejak", "sejak", "tanggal bergabung"),
           _("Without it, the day that you give for the whole file."), "05-01-2024"),
    Column("guardian_name", _("Parent or guardian"),
           ("wali", "nama wali", "orang tua", "nama orang tua"),
           _("Needed for whoever is not yet 18."), "Ibu Contoh"),
    Column("guardian_relation", _("Relation"), ("hubungan", "hubungan wali"),
           _("ayah, ibu or wali"), "ibu"),
    Column("guardian_phone", _("Telephone of the guardian"),
           ("hp wali", "no hp wali", "telepon wali", "wa wali"), "", is_number=True),
    Column("consented_on", _("Day of the consent"),
           ("tanggal persetujuan", "persetujuan wali", "tgl persetujuan", "persetujuan"),
           _("The day on which the guardian agreed (UU 27/2022, article 25)."), "05-01-2026"),
)  # fmt: skip
WORDS = {
    SavingsKind.PRINCIPAL: ("simpanan pokok", "saldo simpanan pokok", "pokok", "saldo pokok", "sp"),
    SavingsKind.MANDATORY: ("simpanan wajib", "saldo simpanan wajib", "wajib", "saldo wajib", "sw"),
    SavingsKind.VOLUNTARY: (),
}
AKAD = {
    "wadiah": ("simpanan sukarela", "saldo simpanan sukarela", "sukarela", "saldo sukarela", "ss"),
    "mudharabah": ("simpanan mudharabah", "saldo mudharabah", "mudharabah", "tabungan mudharabah"),
}
EXAMPLE = "contoh (simulasi)"


def columns_of(products: Iterable[SavingsProduct]) -> list[Column]:
    """Who somebody is, and for each product what they hold of it, on which terms."""
    return [*WHO, *(column for product in products for column in _of(product))]


def _of(product: SavingsProduct) -> Iterator[Column]:
    yield _balance(product)
    if product.kind in (SavingsKind.TERM, SavingsKind.GOAL):
        yield _more(
            product,
            DUE,
            _("%(product)s: due on"),
            ("jatuh tempo", "tanggal jatuh tempo"),
            _("Term savings without it are due after their months; a goal needs its day."),
            "31-12-2027",
        )
    if product.kind == SavingsKind.GOAL:
        told = _("How much is wanted in the end, in whole rupiah.")
        yield _more(product, TARGET, _("%(product)s: target"), ("target",), told, "5.000.000")
        label, words = _("%(product)s: what for"), ("tujuan", "untuk")
        told = _("Empty, it is the name of the savings.")
        yield _more(product, PURPOSE, label, words, told, "Umrah")


def _more(
    product: SavingsProduct, kind: str, label: Any, words: Sequence[str], told: Any, example: str
) -> Column:
    """A column beside the balance; its short words are taken with the product's name or prefix."""
    known = [f"{word} {name}" for word in words for name in (product.name, product.prefix)]
    name = f"{kind}{product.prefix}"
    return Column(name, label % {"product": product.name}, tuple(known), told, example)


def _balance(product: SavingsProduct) -> Column:
    usual = WORDS.get(SavingsKind(product.kind), ()) or AKAD.get(product.akad, ())
    words = (product.name, f"saldo {product.name}", product.prefix, *usual)
    return Column(
        f"{BALANCE}{product.prefix}",
        product.name,
        words,
        _("What the member holds of it, in whole rupiah; empty for nothing."),
        "100.000",
    )


def examples_of(columns: Sequence[Column]) -> list[dict[str, str]]:
    """An invented member, who says so."""
    row = {column.name: column.example for column in columns}
    return [row | {"name": "Contoh (simulasi) Siti"}]
