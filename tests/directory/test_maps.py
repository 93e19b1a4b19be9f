"""The two pictures of the regions: every region once, the shade after the number."""

import pytest

from klinik.directory.models import Region
from klinik.directory.templatetags import maps
from tests.directory.places import make_place
from tests.world import make_region


def test_every_region_has_an_outline_and_a_tile_of_its_own() -> None:
    codes = [dotted.replace(".", "") for dotted, _name, _path in maps.outlines()["areas"]]
    places = {(row, column) for row, column, _short in maps.TILES.values()}

    assert len(codes) == 38
    assert sorted(codes) == sorted(maps.TILES)
    assert len(places) == 38, "two tiles lie on each other"


def test_a_kota_and_the_kabupaten_around_it_are_the_only_ones_with_one_short_name() -> None:
    by_kind: dict[bool, list[str]] = {True: [], False: []}
    for code, (_row, _column, short) in maps.TILES.items():
        by_kind[code >= "3570"].append(short)

    for names in by_kind.values():
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("values", "limits"),
    [
        ([], []),
        ([0, 0], []),
        ([0, 7], [7]),
        ([3, 3, 3], [3]),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [2, 4, 6, 8, 10]),
    ],
)
def test_limits_share_the_regions_out(values: list[float], limits: list[float]) -> None:
    assert maps.limits_of(values) == limits


@pytest.mark.parametrize(
    ("value", "shade"), [(0, 0), (1, 1), (2, 1), (3, 2), (10, 5)], ids=lambda number: str(number)
)
def test_the_largest_is_the_darkest(value: float, shade: int) -> None:
    assert maps.shade_of(value, [2, 4, 6, 8, 10]) == shade


def test_with_few_different_numbers_the_dark_shades_are_used() -> None:
    assert [maps.shade_of(value, [3, 9]) for value in (0, 3, 9)] == [0, 4, 5]


def test_the_map_says_what_its_shades_mean() -> None:
    drawn = maps.region_map({"3524": 12, "3578": 3, "9999": 500}, "Title", here="3524")

    assert drawn["ranges"] == [(0, "0"), (4, "3"), (5, "12")]
    assert [area.name for area in drawn["areas"] if area.shade] == [
        "Kota Surabaya",
        "Kabupaten Lamongan",
    ]
    assert drawn["areas"][-1].code == "3524", "the outlined one is drawn last"


@pytest.mark.parametrize(
    ("tiles", "columns"), [(1, 1), (2, 2), (5, 3), (12, 4), (24, 6), (29, 6), (35, 7), (38, 8)]
)
def test_a_grid_without_places_fills_its_last_row(tiles: int, columns: int) -> None:
    assert maps.columns_for(tiles) == columns


def test_tiles_lie_as_the_places_do() -> None:
    points = {"NW": (110.0, -6.0), "NE": (112.0, -6.1), "SW": (110.1, -8.0), "SE": (112.1, -8.1)}

    places = maps.laid_out(points | {"near": (110.01, -6.01)})

    assert len(set(places.values())) == 5, "two tiles lie on each other"
    assert places["NW"][0] < places["NE"][0]
    assert places["SW"][0] < places["SE"][0]
    assert places["NW"][1] < places["SW"][1]
    assert places["NE"][1] < places["SE"][1]
    assert maps.laid_out({"one": (1.0, 1.0)}) == {"one": (0, 0)}


def test_no_two_tiles_of_one_kind_bear_the_same_letters() -> None:
    names = ["Malang", "Muara Biru", "Muara Baru", "Muara Bara", "Aa", "Aa Aa", "Ii"]
    regions = [Region(code=str(at), name=name, kind="kota") for at, name in enumerate(names)]

    shorts = list(maps.shorts_of(regions).values())

    assert shorts[:2] == ["MLN", "MBR"]
    assert len(set(shorts)) == len(names)


@pytest.mark.django_db
def test_another_province_is_drawn_in_tiles_by_code_or_where_its_pesantren_lie() -> None:
    for at in range(5):
        make_region(f"990{at}", f"Contoh {at}", "kabupaten")
    drawn = maps.region_map({f"990{at}": at for at in range(5)}, "Title")
    assert [(area.x, area.y) for area in drawn["areas"]] == [
        (0, 0), (40, 0), (80, 0), (0, 40), (40, 40),
    ]  # fmt: skip
    assert not drawn["is_laid_out"]

    for region in Region.objects.all():
        place = make_place(region.name, region=(region.code, "", ""))
        place.latitude, place.longitude = -int(region.code[-1]), 110
        place.save()
    drawn = maps.region_map({f"990{at}": at for at in range(5)}, "Title")
    assert drawn["is_laid_out"]
    assert [area.y for area in drawn["areas"]] == sorted(area.y for area in drawn["areas"])


def test_a_small_city_reaches_as_far_as_a_finger_and_never_to_the_next_one() -> None:
    small = [maps.reach_of(path) for _code, _name, path in maps.outlines()["areas"]]
    middles = [middle for middle in small if middle]

    assert len(middles) == 9, "the nine kota"
    for place, (x, y) in enumerate(middles):
        for other_x, other_y in middles[place + 1 :]:
            assert (x - other_x) ** 2 + (y - other_y) ** 2 >= maps.REACH**2
