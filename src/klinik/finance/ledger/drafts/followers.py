"""What other rooms do when a draft becomes an entry. They stand above this one and say so."""

from collections.abc import Callable, Iterable

from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.models.drafts import PAGES

Follower = Callable[[Draft, Entry], None]
_followers: list[Follower] = []


def follow_approvals(follower: Follower) -> None:
    """Let a room go on from an approval, within its transaction; called once, as its app starts."""
    _followers.append(follower)


def tell_followers(draft: Draft, entry: Entry) -> None:
    """Say that this draft was approved and is this entry; what they refuse undoes the approval."""
    for follower in _followers:
        follower(draft, entry)


def show_drafts_at(page: str, *, kinds: Iterable[str]) -> None:
    """Drafts of these kinds are looked at on a page of their own room; called as its app starts."""
    PAGES.update(dict.fromkeys(kinds, page))
