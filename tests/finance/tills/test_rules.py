"""Notes and coins, what they add up to, and from when they are money."""

from datetime import date

from klinik.finance.tills.rules import (
    CountedPiece,
    Denomination,
    denominations_on,
    read_pieces,
    tidy,
    worth,
)

TODAY = date(2026, 11, 29)


def test_a_count_adds_up() -> None:
    assert worth({"n100000": 3, "n2000": 4, "c500": 1}) == 308_500
    assert worth({}) == 0


def test_every_key_is_read_back_as_what_it_is() -> None:
    pieces = {piece.key: 1 for piece in denominations_on(TODAY)}

    assert read_pieces(pieces) == [
        CountedPiece(piece.value, piece.is_note, 1) for piece in denominations_on(TODAY)
    ]
    assert worth(pieces) == 264_800


def test_what_is_not_there_is_not_written_down() -> None:
    assert tidy({"c500": 2, "n1000": 0, "n50000": 1}) == {"n50000": 1, "c500": 2}


def test_a_note_is_money_from_its_day_until_it_is_withdrawn() -> None:
    before = {piece.value for piece in denominations_on(date(2020, 8, 16))}
    assert 75_000 not in before
    assert 75_000 in {piece.value for piece in denominations_on(date(2020, 8, 17))}

    coin = Denomination(25, False, date(1991, 1, 1), "Bank Indonesia", until=date(2010, 8, 31))
    assert (coin.key, coin.since <= date(2010, 8, 30) < date(2010, 8, 31)) == ("c25", True)
