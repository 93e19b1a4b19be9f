"""How people record at Al-Hikmah: a limit set by its board, and what waits because of it."""

from uuid import NAMESPACE_DNS, UUID, uuid5

from klinik.finance.ledger.cash.intents import money_out
from klinik.finance.ledger.drafts.commands import set_limit, submit
from klinik.finance.ledger.models import Account, Limit
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

LIMIT = 10_000_000  # rupiah


def load() -> None:
    """Set the limit and leave a purchase waiting; returns at once where there is a limit."""
    koppontren = Koppontren.objects.get(slug="al-hikmah")
    with acting_for(koppontren):
        if not Limit.objects.of(koppontren).exists():
            _load(koppontren, {a.code: a for a in Account.objects.of(koppontren)})


def _load(koppontren: Koppontren, accounts: dict[str, Account]) -> None:
    board, keeper = (
        User.objects.get(email=f"{name}@al-hikmah.example") for name in ("pengurus", "pembukuan")
    )
    set_limit(koppontren, amount=LIMIT, by=board)
    bought = money_out(accounts["1112"], purpose=accounts["1261"], amount=12_500_000)
    submit(
        koppontren,
        intent=bought._replace(memo="Lemari pendingin toko, penawaran 14 (simulasi)"),
        request_id=_key("draft"),
        by=keeper,
    )


def _key(what: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{what}.ways.al-hikmah.example")
