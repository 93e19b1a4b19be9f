"""The network of the demonstration: 38 regions, and 1,420 pesantren of which eleven are real.

The real ones carry nothing but what their source says. The others are invented: each name holds a
word that no pesantren bears, so that no invented fact hangs on a real institution.
"""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from klinik.core.money import Key, share_out
from klinik.directory import data
from klinik.directory.models import Aspect, Indicator, Pesantren, Product, Region
from klinik.directory.starting import starting_indicators, table

TABLES = Path(data.__path__[0])
PESANTREN = 1420
# Joined in the year: cumulated as the programme reported them (350 in 2020, 1,420 in March 2025).
JOINED = {2019: 150, 2020: 200, 2021: 200, 2022: 200, 2023: 250, 2024: 210, 2025: 210}
# The one real pesantren whose cohort is published; its source is that of its product.
PUBLISHED_COHORTS = {"Ponpes Ihya'us Sunnah Alhasany": 2019}
# Roughly by population, in tens of thousands of people.
WEIGHTS = {
    "3501": 59, "3502": 95, "3503": 73, "3504": 109, "3505": 122, "3506": 164, "3507": 265,
    "3508": 112, "3509": 254, "3510": 171, "3511": 78, "3512": 69, "3513": 115, "3514": 161,
    "3515": 208, "3516": 112, "3517": 132, "3518": 110, "3519": 74, "3520": 67, "3521": 87,
    "3522": 130, "3523": 120, "3524": 134, "3525": 131, "3526": 106, "3527": 97, "3528": 85,
    "3529": 112, "3571": 29, "3572": 15, "3573": 84, "3574": 24, "3575": 21, "3576": 13,
    "3577": 20, "3578": 287, "3579": 21,
}  # fmt: skip

KINDS = ("Pesantren", "Pesantren", "Pondok Pesantren", "Ponpes")
FIRST = (
    "Nurul", "Darul", "Miftahul", "Raudlatul", "Manba'ul", "Bustanul", "Mambaul", "Roudhotul",
    "Tarbiyatul", "Hidayatul", "Bahrul", "Ma'hadul", "Riyadlul", "Minhajul", "Matholi'ul",
    "Sabilul", "Nahdlatul", "Al-Ma'had", "Baitul", "Fathul", "Syamsul", "Zainul",
)  # fmt: skip
SECOND = (
    "Qur'an", "Huda", "Falah", "Hikmah", "Ulum", "Hasanah", "Ihsan", "Amanah", "Barokah", "Karim",
    "Muttaqin", "Mubtadi'in", "Tholibin", "Salam", "Jannah", "Khoirot", "Ikhlas", "Islah",
    "Istiqomah", "Fithrah", "Arifin", "Muhajirin", "Syafa'ah", "Taqwa", "Iman", "Hidayah",
    "Mu'minin", "Shobirin", "Syakirin", "Anwar", "Kautsar", "Firdaus", "Rahmah", "Munawwarah",
)  # fmt: skip
INVENTED = (
    "Embun Pagi", "Cakrawala", "Samudra Hijau", "Pelita Senja", "Lentera Jati", "Rimba Teduh",
    "Tirta Bening", "Padi Kuning", "Bukit Angin", "Lembah Fajar", "Surya Tani", "Kemuning",
    "Wijaya Sari", "Mega Biru", "Telaga Warna", "Melati Putih", "Gema Lestari", "Batu Cahaya",
    "Sinar Laut", "Pasir Emas", "Kembang Sewu", "Arung Nusa", "Banyu Urip", "Jati Luhur",
)  # fmt: skip
MADE = {
    "makanan": (
        ("keripik", "Keripik Tempe"), ("keripik", "Keripik Pisang"), ("keripik", "Keripik Ubi"),
        ("kerupuk", "Kerupuk Ikan"), ("abon", "Abon Lele"), ("roti", "Roti"), ("tempe", "Tempe"),
        ("sambal", "Sambal"), ("kue", "Kue Kering"), ("bumbu", "Bumbu Pecel"), ("madu", "Madu"),
    ),
    "minuman": (
        ("air minum", "Air Minum"), ("kopi", "Kopi Bubuk"), ("kopi", "Kopi Robusta"),
        ("jamu", "Jamu Instan"), ("sari buah", "Sari Buah Naga"), ("teh", "Teh Telang"),
        ("susu", "Susu Kedelai"),
    ),
    "pertanian": (
        ("beras", "Beras"), ("sayur", "Sayur Hidroponik"), ("jamur", "Jamur Tiram"),
        ("pupuk", "Pupuk Organik"), ("bibit", "Bibit Cabai"),
    ),
    "perikanan": (("lele", "Lele Bioflok"), ("nila", "Nila Segar"), ("bandeng", "Bandeng Presto")),
    "peternakan": (("telur", "Telur Ayam"), ("susu", "Susu Kambing"), ("domba", "Domba")),
    "fashion": (
        ("batik", "Batik Tulis"), ("busana", "Busana Muslim"), ("sarung", "Sarung Tenun"),
        ("kopiah", "Kopiah Rajut"), ("mukena", "Mukena Bordir"),
    ),
    "kerajinan": (
        ("anyaman", "Anyaman Bambu"), ("kaligrafi", "Kaligrafi Kayu"), ("sabun", "Sabun Serai"),
    ),
    "jasa": (("laundry", "Laundry"), ("percetakan", "Percetakan"), ("katering", "Katering")),
    "perdagangan": (("ritel", "Toko Santri"), ("kitab", "Toko Kitab"), ("gas", "Pangkalan LPG")),
}  # fmt: skip
SECTOR_WEIGHTS = {
    "makanan": 30, "minuman": 18, "pertanian": 10, "perikanan": 7, "peternakan": 6, "fashion": 9,
    "kerajinan": 6, "jasa": 7, "perdagangan": 7,
}  # fmt: skip


@transaction.atomic
def load() -> None:
    """Fill an empty directory; a directory that holds anything is left alone."""
    if Region.objects.exists():
        return
    regions = _load_regions()
    for order, row in enumerate(table("aspects"), start=1):
        name, name_en = row["name"], row["name_en"]
        Aspect.objects.create(code=row["code"], name=name, name_en=name_en, order=order)
    Indicator.objects.bulk_create(starting_indicators())
    chance = random.Random(1420)  # noqa: S311  the same network on every machine
    places = [*_real(regions), *_examples(regions)]
    places += _invented(regions, chance, number=PESANTREN - len(places))
    _let_one_stand_twice(places)
    Pesantren.objects.bulk_create(places)
    Product.objects.bulk_create([*_real_products(places), *_invented_products(places, chance)])


def _table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _load_regions() -> dict[str, Region]:
    rows = [
        Region(code=r["bps_code"], name=r["name"], kind=r["kind"]) for r in _table("regions.csv")
    ]
    return {region.code: region for region in Region.objects.bulk_create(rows)}


def _real(regions: dict[str, Region]) -> list[Pesantren]:
    return [
        Pesantren(
            slug=slugify(row["pesantren"]),
            name=row["pesantren"],
            region=regions[row["bps_code"]],
            cohort_year=PUBLISHED_COHORTS.get(row["pesantren"]),
            source=row["source"],
        )
        for row in _table("products.csv")
    ]


def _real_products(places: list[Pesantren]) -> list[Product]:
    by_name = {place.name: place for place in places}
    return [
        Product(
            pesantren=by_name[row["pesantren"]],
            name=row["product"],
            sector=row["sector"],
            category=row["category"],
            source=row["source"],
        )
        for row in _table("products.csv")
    ]


def _examples(regions: dict[str, Region]) -> list[Pesantren]:
    """The three pesantren whose people sign in, and the one of the first session played again."""
    told = "Pesantren contoh untuk mencoba Klinik OPOP. Semua isinya rekaan."
    rows = (
        ("al-hikmah", "Pesantren Al-Hikmah Contoh", "3524", 640, 2021),
        ("an-nur", "Pesantren An-Nur Contoh", "3573", 410, 2020),
        ("darul-falah", "Pesantren Darul Falah Contoh", "3515", 180, 2024),
        ("tirta-ilmu", "Pesantren Tirta Ilmu Contoh", "3523", 320, 2023),
    )
    return [
        Pesantren(
            slug=slug,
            name=name,
            region=regions[code],
            santri=santri,
            cohort_year=cohort,
            about=told,
            is_simulated=True,
        )
        for slug, name, code, santri, cohort in rows
    ]


def _invented(
    regions: dict[str, Region], chance: random.Random, *, number: int
) -> Iterator[Pesantren]:
    names = [f"{a} {b} {c}" for a in FIRST for b in SECOND for c in INVENTED]
    places = _spread(share_out(number, WEIGHTS), chance)
    years = _spread(share_out(number, JOINED), chance)
    for name, code, year in zip(chance.sample(names, number), places, years, strict=True):
        yield Pesantren(
            slug=slugify(name),
            name=f"{chance.choice(KINDS)} {name}",
            region=regions[code],
            santri=round(chance.lognormvariate(5.7, 0.8)),
            cohort_year=year,
            is_simulated=True,
        )


def _let_one_stand_twice(places: list[Pesantren]) -> None:
    """The last invented pesantren is one that is there already: a table spelled it otherwise."""
    *earlier, twin = places
    one = next(p for p in reversed(earlier) if p.region == twin.region and p.is_simulated)
    twin.slug = f"{one.slug}-2"
    twin.name = f"PP. {one.name.partition(' ')[2].replace('-', ' ')}"
    twin.cohort_year = one.cohort_year


def _spread(shares: dict[Key, int], chance: random.Random) -> list[Key]:
    each = [key for key, number in shares.items() for _ in range(number)]
    chance.shuffle(each)
    return each


def _invented_products(places: list[Pesantren], chance: random.Random) -> Iterator[Product]:
    sectors, weights = list(SECTOR_WEIGHTS), list(SECTOR_WEIGHTS.values())
    for place in places:
        if not place.is_simulated:
            continue
        brand = place.name.split()[-2 if place.name.endswith("Contoh") else -1]
        several = chance.choices((0, 1, 2, 3), weights=(12, 50, 27, 11))[0]
        for sector in dict.fromkeys(chance.choices(sectors, weights, k=several)):
            category, name = chance.choice(MADE[sector])
            yield Product(
                pesantren=place,
                name=f"{name} {brand}",
                sector=sector,
                category=category,
                is_simulated=True,
            )
