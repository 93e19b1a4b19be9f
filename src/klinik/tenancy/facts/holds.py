"""What other rooms hold a fact for. They stand above this app, so they say so themselves."""

from collections.abc import Callable, Collection

from klinik.tenancy.models import Koppontren

Hold = Callable[[Koppontren, Collection[str]], None]
_holds: list[Hold] = []


def hold_facts(hold: Hold) -> None:
    """Let a room refuse that facts change, by raising BadFact; called once, when its app starts."""
    _holds.append(hold)


def refuse_held(koppontren: Koppontren, changed: Collection[str]) -> None:
    """Ask every room whether these facts may change. Raises BadFact."""
    for hold in _holds:
        hold(koppontren, changed)
