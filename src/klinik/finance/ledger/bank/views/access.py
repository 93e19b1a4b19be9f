"""Whose bank account this is, for every page of the reconciliation."""

from django.shortcuts import get_object_or_404

from klinik.finance.ledger.bank.models import BankAccount, BankFile
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right


def bank_for(request: SignedIn, koppontren: str, code: str, *, needs: Right) -> BankAccount:
    """The bank account with this code, if the person has the right `needs` in its koppontren."""
    tenant = koppontren_for(request.user, koppontren, needs=needs)
    accounts = BankAccount.objects.of(tenant).select_related("account__unit", "koppontren")
    return get_object_or_404(accounts, account__code=code)


def file_for(bank: BankAccount, number: object) -> BankFile:
    """A file of this account. Raises Http404."""
    files = BankFile.objects.of(bank.koppontren).select_related("bank__account", "by")
    return get_object_or_404(files, bank=bank, number=number)
