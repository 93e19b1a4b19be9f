"""`klinik manage simulate_qris`: an acquirer on this machine, to try QRIS without one."""

import json
import time
import urllib.error
import urllib.request
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from klinik.finance.wallet.topups.commands import secret_of
from klinik.finance.wallet.topups.queries import acquirer_of, top_ups_of
from klinik.finance.wallet.topups.rules import OLD, signature
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren


class Command(BaseCommand):
    """Tell a running server that a top-up was paid by QRIS, signed as an acquirer does."""

    help = "Simulate an acquirer: tell a running server that a top-up was paid by QRIS."

    def add_arguments(self, parser: CommandParser) -> None:
        """Of whom, which bill, and where the server is."""
        parser.add_argument("koppontren", help="the slug of the koppontren")
        parser.add_argument("bill", help="the number of the top-up, T and ten characters")
        parser.add_argument("--amount", type=int, help="another amount than was asked for")
        parser.add_argument("--id", help="the acquirer's own number; the same one is one payment")
        parser.add_argument("--forged", action="store_true", help="sign as somebody else would")
        parser.add_argument("--late", action="store_true", help="sign as of ten minutes ago")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="the server")

    def handle(self, **options: Any) -> None:
        """Sign and send; the answer is printed as it comes."""
        koppontren = Koppontren.objects.filter(slug=options["koppontren"]).first()
        if koppontren is None:
            raise CommandError("There is no such koppontren.")
        with acting_for(koppontren):
            acquirer = acquirer_of(koppontren)
            if acquirer is None:
                raise CommandError("It believes no acquirer: add one on the page of the ways.")
            secret = token_urlsafe(32) if options["forged"] else secret_of(acquirer)
            top_up = top_ups_of(koppontren).filter(number=options["bill"]).first()
        body = {
            "id": options["id"] or str(uuid4()),
            "bill": options["bill"],
            "amount": options["amount"] or (top_up.amount if top_up else 1),
            "paid_at": timezone.now().isoformat(),
        }
        moment = int(time.time()) - (2 * OLD if options["late"] else 0)
        url = f"{options['url'].rstrip('/')}/kabar-qris/{acquirer.number}/"
        self.stdout.write(_send(url, secret, body, moment=str(moment)))


def _send(url: str, secret: str, said: dict[str, object], *, moment: str) -> str:
    body = json.dumps(said).encode()
    headers = {
        "Content-Type": "application/json",
        "X-Klinik-Timestamp": moment,
        "X-Klinik-Signature": signature(secret, moment, body),
    }
    if not url.startswith(("http://", "https://")):
        raise CommandError("The server is named by http:// or https://.")
    request = urllib.request.Request(url, body, headers)  # noqa: S310  (checked above)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return f"{answer.status} {answer.read().decode()}"
    except urllib.error.HTTPError as refused:
        return f"{refused.code} {refused.read().decode()}"
    except urllib.error.URLError as unheard:
        raise CommandError(f"No server answers at {url}: {unheard.reason}") from unheard
