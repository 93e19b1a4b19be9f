"""What other rooms do when a file of the bank is saved. They stand above this one and say so."""

from collections.abc import Callable

from klinik.finance.ledger.bank.models import BankFile

Follower = Callable[[BankFile], None]
_followers: list[Follower] = []


def follow_files(follower: Follower) -> None:
    """Let a room hear of every file with new mutations, within its transaction; called once."""
    _followers.append(follower)


def tell_followers(file: BankFile) -> None:
    """Say that this file was saved."""
    for follower in _followers:
        follower(file)
