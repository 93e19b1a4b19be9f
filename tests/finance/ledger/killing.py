"""A process that posts to a book without end, or again what others were not sure of.

Run as `python -m tests.finance.ledger.killing make|work|again`; it says what it tries before it
does so, and what is done after. `again` reads keys, sends them all once more, and says how much
does not add up.
"""

import os
import sys
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import cycle
from threading import Lock
from uuid import UUID, uuid4

import django

speaking = Lock()


def main(what: str) -> None:
    """Do it, with Django ready."""
    django.setup()
    {"make": make, "work": work, "again": again}[what]()


def make() -> None:
    """The tables, as their owner, and one book."""
    from django.core.management import call_command
    from django.db import transaction

    from tests.finance.books import make_books
    from tests.world import make_user

    call_command("migrate", database="owner", verbosity=0, skip_checks=True)
    with transaction.atomic():
        make_books()
        make_user()


def work() -> None:
    """Two at once, each one entry, a batch of twenty, one entry ... until somebody ends it."""
    pool = ThreadPoolExecutor(2)
    wait([pool.submit(post_on_and_on) for _ in range(2)], return_when=FIRST_COMPLETED)
    os._exit(1)


def post_on_and_on() -> None:
    for size in cycle([1, 20, 1, 1]):
        keys = [uuid4() for _ in range(size)]
        say("try", *keys)
        send(keys)
        say("done", *keys)


def again() -> None:
    """All once more; then how much does not add up, before and after."""
    from klinik.finance.ledger.checks import verify_books

    keys = [UUID(word) for word in sys.stdin.read().split()]
    before = verify_books()
    send(keys)
    after = verify_books()
    say(len(before.differences + after.differences))


def send(keys: list[UUID]) -> None:
    """Five rupiah under each key: alone by `post`, several by `post_many`."""
    from klinik.finance.ledger.models import Account, Entry
    from klinik.finance.ledger.posting import Posting, cr, dr, post, post_many
    from klinik.people.models import User
    from klinik.tenancy.database import acting_for
    from klinik.tenancy.models import Koppontren

    koppontren, by = Koppontren.objects.get(), User.objects.get()
    with acting_for(koppontren):
        chart = {account.code: account for account in Account.objects.of(koppontren)}
        legs = [dr(chart["1111"], 5), cr(chart["4310"], 5)]
        if len(keys) == 1:
            post(koppontren, request_id=keys[0], kind="killed", legs=legs, by=by)
            return
        wanted = [Posting(request_id=key, kind="killed", legs=legs) for key in keys]
        answers = post_many(koppontren, wanted, by=by)
        assert all(isinstance(answer, Entry) for answer in answers)


def say(*words: object) -> None:
    """One line, at once: we may be killed before the next."""
    with speaking:
        sys.stdout.write(" ".join(map(str, words)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
