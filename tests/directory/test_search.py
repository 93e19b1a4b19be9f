"""What people type, and whom it finds."""

import pytest

from klinik.directory.models import Pesantren, Product
from klinik.directory.queries import cohorts, found_pesantren, sectors
from klinik.directory.search.queries import ranked_products
from klinik.directory.search.text import nearest_text, read
from tests.directory.places import JEMBER, KOTA_MALANG, MALANG, make_place

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [place.name for place in found_pesantren(text=text)]


@pytest.mark.parametrize(
    "name", ["Cahaya Qur'an", "Cahaya Quran", "Cahaya Al-Qur’an", "Cahaya Koran"]
)
@pytest.mark.parametrize(
    "typed",
    ["Qur'an", "quran", "QURAN", "koran", "Al-Qur'an", "al quran", "alquran", "Qurʾān", "qur"],
)
def test_spellings_of_quran_meet(name: str, typed: str) -> None:
    make_place(name)

    assert found(typed) == [name]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Ponpes Ihya'us Sunnah Alhasany", "ihya us sunnah"),
        ("Ponpes Ihya'us Sunnah Alhasany", "ihyaussunnah al-hasany"),
        ("Ponpes Ihya'us Sunnah Alhasany", "pondok hasan"),
        ("Ponpes Subulus Syafi'in", "subulus syafiin"),
        ("Ponpes Subulus Syafi'in", "shafi"),
        ("Ponpes Al Fithrah", "alfitrah"),
        ("Ponpes Al Fithrah", "al-fithr"),
        ("Pesantren An-Nur", "annur"),
        ("Pesantren Annur", "an nur"),
        ("Pesantren Nurul Huda", "nurulhuda"),
        ("Pesantren Nurulhuda", "nurul huda"),
        ("Pesantren Tahfidz Khairul Ummah", "tahfiz chairul umah"),
        ("Ponpes Bahrul Maghfiroh", "pondok pesantren bahrul maghfiroh"),
        ("Pesantren Raudlatul Islamiyah", "raudhatul islamiah"),
        ("Pesantren Soerabaja", "surabaja"),
        ("مدرسة القرآن", "القران"),
        ("ꦥꦼꦱꦤ꧀ꦠꦿꦺꦤ꧀", "ꦥꦼꦱꦤ꧀"),
    ],
)
def test_names_are_found_however_they_are_written(name: str, typed: str) -> None:
    make_place(name)
    make_place("Pesantren Lain Sekali", region=JEMBER)

    assert found(typed) == [name]


def test_beginnings_of_places_and_products_are_found_while_typing() -> None:
    make_place("Satu", "Kopi Robusta")
    make_place("Dua", "Batik Tulis", region=JEMBER, sector="fashion")

    assert [found(typed) for typed in ("lam", "lamong", "kabupaten lamongan")] == [["Satu"]] * 3
    assert [found(typed) for typed in ("kop", "robus", "kopi lamongan")] == [["Satu"]] * 3
    assert [found(typed) for typed in ("jember", "fash", "batik di jember")] == [["Dua"]] * 3
    assert found("kopi jember") == []


def test_stems_of_indonesian_words_meet() -> None:
    make_place("Satu", "Lele", sector="perikanan")

    assert found("ikan") == ["Satu"]


def test_the_city_and_the_regency_of_one_name() -> None:
    make_place("Satu", region=MALANG)
    make_place("Dua", region=KOTA_MALANG)

    assert found("kota malang") == ["Dua"]
    assert found("kabupaten malang") == ["Satu"]
    assert sorted(found("malang")) == ["Dua", "Satu"]


def test_names_come_first_then_products_then_places_and_real_ones_before_invented() -> None:
    make_place("Jauh", region=("3599", "Kopi", "kota"))
    make_place("Pembuat", "Kopi Bubuk")
    make_place("Kopi Contoh", "Teh")
    make_place("Pembuat Nyata", "Kopi Bubuk", source="koran")

    assert found("kopi") == ["Kopi Contoh", "Pembuat Nyata", "Pembuat", "Jauh"]
    assert found_pesantren()[0].name == "Pembuat Nyata"


def test_whole_words_come_before_beginnings() -> None:
    make_place("Penjahit", "Kopiah Kopiah", "Kopiah Lain")
    make_place("Penyangrai", "Kopi")

    assert found("kopi") == ["Penyangrai", "Penjahit"]


@pytest.mark.parametrize(
    "typed",
    [
        "!!!",
        "'",
        "\\",
        "' OR 1=1 --",
        "a:* & !b | (c <-> d)",
        "'a':*",
        "%s %(x)s {}",
        "x" * 10_000,
        "a " * 5_000,
        "ا" * 10_000,
        "\u0300\u0301",
        "\ud7ff\uffff",
        "zzzz",
        "🕌",
        "al",
        "di dan yang",
    ],
)
def test_whatever_is_typed_is_never_an_error(typed: str) -> None:
    make_place("Ponpes Satu", "Kopi")

    assert found(typed) in ([], ["Ponpes Satu"])
    if typed in {"!!!", "'", "zzzz", "x" * 10_000}:
        assert found(typed) == []


def test_words_that_stand_everywhere_find_everything() -> None:
    make_place("Ponpes Satu")
    make_place("Pesantren Dua")

    assert len(found("pesantren")) == len(found("pondok pesantren")) == len(found("ponpes")) == 2


def test_one_letter_narrows_nothing_down() -> None:
    make_place("Satu")
    make_place("Dua")

    assert found("s") == found("pp") == ["Dua", "Satu"]
    assert found("s satu") == ["Satu"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nurul hdua", "nurul huda"),
        ("Nurl Huda", "nurul huda"),
        ("keripk", "keripik"),
        ("lamogan", "lamongan"),
        ("lamonggann", ""),
        ("kripik pisang", "keripik pisang"),
        ("kotpi", "kopi"),
        ("nurul huda", ""),
        ("sama sekali lain", ""),
        ("!!!", ""),
        ("x" * 10_000, ""),
    ],
)
def test_a_slip_of_the_finger_is_guessed(typed: str, meant: str) -> None:
    make_place("Pesantren Nurul Huda", "Keripik Pisang", "Kopi Bubuk")

    assert nearest_text(typed) == meant


def test_products_are_found_by_name_then_by_kind_maker_and_place() -> None:
    make_place("Penyangrai", "Bubuk Hitam", sector="minuman")
    make_place("Minuman Sehat", "Kopi Jahe", sector="makanan")
    make_place("Lain", "Batik Minuman", region=JEMBER, sector="fashion")

    def made(text: str) -> list[str]:
        return [product.name for product in ranked_products(Product.objects.all(), read(text))]

    assert made("minuman") == ["Batik Minuman", "Bubuk Hitam", "Kopi Jahe"]
    assert made("kopi lamongan") == made("minuman sehat") == ["Kopi Jahe"]
    assert made("jember") == ["Batik Minuman"]
    assert made("produk") == ["Batik Minuman", "Bubuk Hitam", "Kopi Jahe"]
    assert made("zzzz") == made("!!!") == []


def test_the_index_follows_every_change() -> None:
    place = make_place("Lama", "Kopi")

    Pesantren.objects.filter(pk=place.pk).update(name="Baru")
    assert (found("lama"), found("baru")) == ([], ["Baru"])
    Product.objects.filter(pesantren=place).update(name="Teh")
    assert (found("kopi"), found("teh")) == ([], ["Baru"])
    place.region.name = "Gresik"
    place.region.save(update_fields=["name"])
    assert (found("lamongan"), found("gresik")) == ([], ["Baru"])
    Product.objects.filter(pesantren=place).delete()
    assert found("teh") == []
    Pesantren.objects.filter(pk=place.pk).delete()
    assert found("baru") == []


def test_bulk_loads_are_indexed_too() -> None:
    region = make_place("Satu").region
    rows = [
        Pesantren(slug=f"b{n}", name=f"Massal {n}", region=region, is_simulated=True) for n in "ab"
    ]
    Pesantren.objects.bulk_create(rows)
    Product.objects.bulk_create(
        [
            Product(
                pesantren=row, name="Madu", sector="makanan", category="madu", is_simulated=True
            )
            for row in rows
        ]
    )

    assert found("madu massal") == ["Massal a", "Massal b"]


def test_filters_narrow_and_join() -> None:
    make_place("Satu", "Kopi", sector="minuman", cohort=2019, source="koran")
    make_place("Dua", "Kopi", sector="minuman", cohort=2020)
    make_place("Tiga", "Batik", sector="fashion", cohort=2019, region=JEMBER)

    def names(**asked: object) -> list[str]:
        return [place.name for place in found_pesantren(**asked)]  # type: ignore[arg-type]

    assert names(sector="minuman") == ["Satu", "Dua"]
    assert names(cohort=2019) == ["Satu", "Tiga"]
    assert names(region="3509") == ["Tiga"]
    assert names(is_simulated=False) == ["Satu"]
    assert names(text="kopi", cohort=2020, region="3524", sector="minuman") == ["Dua"]
    assert (sectors(), cohorts()) == (["fashion", "minuman"], [2020, 2019])
