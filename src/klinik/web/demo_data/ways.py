"""How people record at Al-Hikmah: a limit and what waits, a receipt, what comes again."""

import io
from datetime import timedelta
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from klinik.directory.evidence import Evidence, clean_evidence
from klinik.finance.ledger.attachments.commands import attach
from klinik.finance.ledger.cash.intents import money_out
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.drafts.commands import set_limit, submit
from klinik.finance.ledger.models import Account, Entry, Limit
from klinik.finance.ledger.patterns.commands import keep_pattern, make_due
from klinik.finance.ledger.words import MONEY_OUT
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

LIMIT = 10_000_000  # rupiah


def load() -> None:
    """All of it; returns at once where there is a limit."""
    koppontren = Koppontren.objects.get(slug="al-hikmah")
    with acting_for(koppontren):
        if not Limit.objects.of(koppontren).exists():
            accounts = {a.code: a for a in Account.objects.of(koppontren)}
            board, keeper = (
                User.objects.get(email=f"{name}@al-hikmah.example")
                for name in ("pengurus", "pembukuan")
            )
            _limit(koppontren, accounts, board, keeper)
            _come_again(koppontren, accounts, keeper)
            last = Entry.objects.of(koppontren).filter(kind=MONEY_OUT).order_by("-number")[0]
            attach(last, files=[_receipt()], by=keeper)


def _limit(koppontren: Koppontren, accounts: dict[str, Account], board: User, keeper: User) -> None:
    set_limit(koppontren, amount=LIMIT, by=board)
    bought = money_out(accounts["1112"], purpose=accounts["1261"], amount=12_500_000)
    submit(
        koppontren,
        intent=bought._replace(memo="Lemari pendingin toko, penawaran 14 (simulasi)"),
        request_id=_key("draft"),
        by=keeper,
    )


def _come_again(koppontren: Koppontren, accounts: dict[str, Account], keeper: User) -> None:
    """A pattern to write from, and one that waits since yesterday."""
    cash, cost = accounts["1111"], accounts["5330"]
    paper = money_out(cash, purpose=cost, amount=75_000)._replace(
        memo="Kertas dan tinta (simulasi)"
    )
    keep_pattern(koppontren, name="Kertas dan tinta", intent=paper, by=keeper)
    wifi = money_out(cash, purpose=cost, amount=250_000)._replace(memo="Internet kantor (simulasi)")
    today = today_in(koppontren)
    since = today - timedelta(days=1)
    keep_pattern(
        koppontren,
        name="Internet kantor",
        intent=wifi,
        by=keeper,
        every="month",
        day=since.day,
        since=since,
    )
    make_due(koppontren, today=today)


def _receipt() -> Evidence:
    """A receipt drawn here, so that it is nobody's."""
    drawn, paper = io.BytesIO(), Image.new("RGB", (600, 800), "white")
    pen = ImageDraw.Draw(paper)
    for at, line in enumerate(("NOTA CONTOH", "(simulasi)", "", "Listrik kantor", "LUNAS")):
        pen.text((60, 60 + 90 * at), line, fill="black", font_size=56)
    paper.save(drawn, "PNG")
    return clean_evidence(ContentFile(drawn.getvalue(), name="nota.png"))


def _key(what: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{what}.ways.al-hikmah.example")
