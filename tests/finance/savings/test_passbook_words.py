"""Whatever moved, its word fits into the column of a passbook, in both languages."""

import pytest
from django.utils.translation import override

from klinik.finance.ledger.words import KINDS, REVERSAL
from klinik.finance.savings.passbook.words import LONGEST, SHORT, word_for


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_word_is_cut(language: str) -> None:
    of_savings = [kind for kind in KINDS if kind.startswith(("savings.", "sharing."))]
    assert sorted(of_savings) == sorted(SHORT)
    with override(language):
        words = {kind: str(word) for kind, word in SHORT.items()}
        printed = {kind: word_for(kind) for kind in SHORT}
        undone = [word_for(kind + REVERSAL) for kind in SHORT]
        cut = [word for kind, word in zip(SHORT, undone, strict=True) if words[kind] not in word]

    assert (printed, cut) == (words, [])
    assert max(map(len, [*words.values(), *undone])) <= LONGEST
