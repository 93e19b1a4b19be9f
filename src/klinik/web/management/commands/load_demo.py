"""`klinik demo`: an invented small world to look at and to try."""

from django.core.management.base import BaseCommand
from django.db import transaction

from klinik.web.demo_data import (
    bank,
    bridge,
    clinic,
    collecting,
    directory,
    discussions,
    facts,
    figures,
    finance,
    opening,
    papers,
    partners,
    people,
    replay,
    sales,
    sessions,
    shop,
    tills,
    wallets,
    ways,
)

STEPS = (
    ("1,420 pesantren in 38 regions", directory.load),
    ("koppontren, offices and their people", people.load),
    ("partners, their people and what they offer", partners.load),
    ("legality papers of products", papers.load),
    ("facts and yearly meetings of koppontren", facts.load),
    ("opening balances and daily money", opening.load),
    ("what a bank said", bank.load),
    ("members and savings", finance.load),
    ("a limit, and what waits for a second person", ways.load),
    ("pocket money of santri, with cards and limits", wallets.load),
    ("drawers and the cash in them", tills.load),
    ("a shop with its goods", shop.load),
    ("a till and what it sold", sales.load),
    ("cases and stories", clinic.load),
    ("panel sessions", sessions.load),
    ("the first session, played again", replay.load),
    ("discussions with their answers", discussions.load),
    ("the last month closed", opening.close_last_month),
    ("shared figures", bridge.load),
    ("figures over time", figures.load),
    ("collectors and what they took", collecting.load),
)


class Command(BaseCommand):
    """Load the demonstration, all of it or nothing; a second time changes nothing."""

    help = "Load the demonstration data (simulated, except products that carry a source)."

    @transaction.atomic
    def handle(self, **options: object) -> None:
        for number, (what, load) in enumerate(STEPS, start=1):
            self.stdout.write(f"  {number}/{len(STEPS)} {what}")
            load()
        self.stdout.write(self.style.SUCCESS("The demonstration is ready."))
