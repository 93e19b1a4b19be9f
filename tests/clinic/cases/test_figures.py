"""Figures as people type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from klinik.directory.figures import FigureField

READ = {
    "0": "0",
    "5": "5",
    "1250000": "1250000",
    "1.250.000": "1250000",
    "1 250 000": "1250000",
    "Rp 1.250.000": "1250000",
    "rp1.250": "1250",
    "12,5": "12.5",
    "1.250,125": "1250.125",
    "12.5": "12.5",
    " 7 ": "7",
}


@pytest.mark.parametrize(("typed", "meant"), READ.items())
def test_a_figure_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert FigureField().clean(typed) == Decimal(meant)


@pytest.mark.parametrize(
    "typed", ["", "x", "-1", "1,2345", "1.2.3", "1.25.000", "NaN", "Infinity", "1e5", "٥", "1" * 16]
)
def test_what_is_no_figure_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        FigureField().clean(typed)


@given(st.text())
def test_nothing_typed_breaks_the_field(typed: str) -> None:
    try:
        figure = FigureField().clean(typed)
    except ValidationError:
        return
    assert figure is not None
    assert 0 <= figure <= 10**15


@given(st.decimals(min_value=0, max_value=10**15, places=3))
def test_a_figure_written_the_indonesian_way_is_read_back(figure: Decimal) -> None:
    whole, _, part = f"{figure:.3f}".partition(".")

    assert FigureField().clean(f"{int(whole):,}".replace(",", ".") + f",{part}") == figure
