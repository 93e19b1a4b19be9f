"""One book of two hundred accounts, made through the ledger's own commands."""

from klinik.directory.models import Pesantren, Region
from klinik.finance.ledger.chart import AccountRow, UnitRow
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.commands import open_book
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

ACCOUNTS = 200


def make() -> None:
    """The koppontren has the id 1 and its accounts the ids 1 to 200, as the scripts expect."""
    region = Region.objects.create(code="3524", name="Lamongan", kind="kabupaten")
    pesantren = Pesantren.objects.create(slug="bench", name="b", region=region, is_simulated=True)
    koppontren = Koppontren.objects.create(pk=1, slug="bench", name="bench", pesantren=pesantren)
    chart = [_account(str(n)) for n in range(1, ACCOUNTS + 1)]
    with acting_for(koppontren):
        open_book(koppontren, units=[UnitRow(code="U", name="Unit")], chart=chart)


def check() -> None:
    """Raise unless everything that was posted adds up."""
    report = verify_books()
    if report.entries == 0 or report.differences:
        raise RuntimeError(f"{report.entries} entries, {report.differences[:3]}")


def _account(code: str) -> AccountRow:
    return AccountRow(
        code=code, name=code, kind="asset", normal_side="debit", unit="U", may_overdraw=True
    )
