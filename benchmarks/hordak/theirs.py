"""django-hordak's own two-leg transaction, one after the other, in an environment of its own.

Run by its own Python: `theirs.py make` migrates and opens two hundred accounts, `theirs.py SECONDS`
says how many transactions there were per second. DATABASE_URL names the database.
"""

import os
import sys
from random import Random
from time import perf_counter
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command

address = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": address.path.lstrip("/"),
            "USER": unquote(address.username or ""),
            "PASSWORD": unquote(address.password or ""),
            "HOST": dict(parse_qsl(address.query)).get("host", address.hostname or ""),
            "PORT": address.port or "",
        }
    },
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "mptt", "hordak"],
    DEFAULT_CURRENCY="IDR",
    CURRENCIES=["IDR"],
    HORDAK_INTERNAL_CURRENCY="IDR",
    HORDAK_CURRENCIES=["IDR"],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    DEBUG=False,
)
django.setup()

from hordak.models import Account, AccountType, Leg  # noqa: E402
from moneyed import Money  # noqa: E402

ACCOUNTS = 200


def make() -> None:
    """The tables with their triggers, and the accounts."""
    call_command("migrate", verbosity=0)
    for number in range(ACCOUNTS):
        Account.objects.create(
            name=str(number), code=f"{number:03}", type=AccountType.asset, currencies=["IDR"]
        )


def measure(seconds: float) -> float:
    """Transactions per second through its own `transfer_to`: one transaction of two legs each."""
    chance, accounts = Random(), list(Account.objects.order_by("pk"))
    start, posted = perf_counter(), 0
    while perf_counter() < start + seconds:
        source, target = chance.choice(accounts[:100]), chance.choice(accounts[100:])
        source.transfer_to(target, Money(chance.randint(1, 1_000_000), "IDR"))
        posted += 1
    rate = posted / (perf_counter() - start)
    if Leg.objects.count() < 2 * posted:
        raise RuntimeError("a transaction has lost its legs")
    return rate


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make()
    else:
        print(measure(float(sys.argv[1])))
