"""Work of every hour, of the night, and after a file of the bank came in."""

from klinik.core.jobs import app, task
from klinik.finance.ledger.bank.models import BankFile
from klinik.finance.wallet.clock.commands import (
    every_hour,
    every_night,
    everywhere,
    match_transfers,
    take_fees_due,
)
from klinik.finance.wallet.topups.queries import ways_of
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren


@app.periodic(cron="10 * * * *")
@task(queueing_lock="expire_holds")
def expire_holds(timestamp: int) -> None:
    """Give back what was held back too long and close late top-ups, in every cooperative."""
    everywhere(every_hour)


@app.periodic(cron="30 17 * * *")  # UTC: half past midnight in Surabaya
@task(queueing_lock="wallets_of_the_night")
def wallets_of_the_night(timestamp: int) -> None:
    """Credit what came to the bank, then take the monthly fees whose day it is."""
    everywhere(every_night, take_fees_due)


@task()
def match_top_ups(*, koppontren: int, by: int) -> None:
    """Credit what a file of the bank brought, in the name of whoever saved it."""
    tenant = Koppontren.objects.get(pk=koppontren)
    with acting_for(tenant):
        match_transfers(tenant, by=User.objects.get(pk=by))


def match_when_saved(file: BankFile) -> None:
    """Put the matching off until the file is saved, where top-ups go to this bank."""
    if ways_of(file.koppontren).bank_id == file.bank_id:
        match_top_ups.defer(koppontren=file.koppontren_id, by=file.by_id)
