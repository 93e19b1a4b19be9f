"""Which account is meant by what was typed: its code, its name, or a part that only one has."""

from collections.abc import Mapping


def meant(typed: str, names: Mapping[str, str]) -> list[str]:
    """The codes of the accounts that `typed` may mean, among `names` by code; one is certain.

    "1111", "1111 Kas", "kas" where one is named so exactly, else all whose code begins with it or
    whose name holds it.
    """
    words = " ".join(typed.casefold().split())
    whole = {code: f"{code} {name}".casefold() for code, name in names.items()}
    for known in (
        [code for code in names if code.casefold() == words],
        [code for code, text in whole.items() if text == words],
        [code for code, name in names.items() if name.casefold() == words],
    ):
        if known:
            return known
    if not words:
        return []
    begun = [code for code in names if code.casefold().startswith(words)]
    return begun or [code for code, text in whole.items() if words in text]
