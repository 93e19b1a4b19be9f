"""Secrets in tables: sealed, opened with older keys too, found by a hash nobody else can make."""

import pytest
from pytest_django.fixtures import Settings

from klinik.core.sealing import BrokenSeal, keyed_hashes, seal, unseal


def test_a_secret_is_sealed_differently_each_time_and_opened_again() -> None:
    first, second = seal("rahasia", salt="a"), seal("rahasia", salt="a")

    assert first != second
    assert [unseal(sealed, salt="a") for sealed in (first, second)] == ["rahasia"] * 2


def test_each_kind_of_secret_has_its_own_key() -> None:
    with pytest.raises(BrokenSeal):
        unseal(seal("rahasia", salt="a"), salt="b")
    assert keyed_hashes("rahasia", salt="a") != keyed_hashes("rahasia", salt="b")


def test_what_an_older_key_sealed_is_opened_and_found(settings: Settings) -> None:
    sealed, [hashed] = seal("rahasia", salt="a"), keyed_hashes("rahasia", salt="a")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of many letters"

    assert unseal(sealed, salt="a") == "rahasia"
    assert keyed_hashes("rahasia", salt="a")[1:] == [hashed]
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BrokenSeal):
        unseal(sealed, salt="a")
