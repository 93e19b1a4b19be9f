"""Similar cases while somebody types, the search and the funnel, in a clinic of its full size.

The demonstration grows by `world.sql` in a database of its own; Granian serves it, and one client
asks over one connection, one question after the other, as people of three kinds: who may read what
makes the difference. Beside words that people type, the most frequent ones of this very world are
asked for, alone and in pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit

import django

django.setup()

from django.conf import settings  # noqa: E402
from tests.browser.house import furnish, served  # noqa: E402
from tests.browser.settle import session_of  # noqa: E402
from tests.conftest import as_owner, copy, drop  # noqa: E402

from klinik.core.money import grouped  # noqa: E402

CASES, TOPICS, POSTS = 100_000, 100_000, 1_000_000
WORLD = Path(__file__).with_name("world.sql")
ROUNDS = 4
FREQUENT = 12  # words, and each with the next as a pair
SECRETARY = "sekretariat@opop.example"
READERS = ("manajer@an-nur.example", "petugas@pembiayaan.example", SECRETARY)
GROUPS = ("aspek", "wilayah", "bulan", "bidang")
TOLD = (
    "Laporan bulanan koperasi selalu terlambat",
    "Stok toko tidak pernah cocok dengan catatan",
    "Ingin mendirikan koperasi, belum tahu mulai dari mana",
    "Kemasan kopi kami ditolak toko besar karena belum ada izin edar",
    "Simpanan anggota dicatat di buku tulis dan sering salah",
    "Harga jual keripik kalah dengan pabrik, pembeli makin sedikit",
    "Air minum dalam kemasan perlu diuji di laboratorium",
    "Modal usaha bercampur dengan uang pesantren",
    "Kasir selisih setiap hari dan nota hilang",
    "Belum ada pembeli tetap untuk produk santri",
    "Pelatihan pembukuan untuk pengurus baru",
    "laporan keuangan",
)
MORE = (
    "Nota toko disalin tiga kali sebelum masuk ke laporan, dan pengurus memutuskan tanpa angka."
    " Setiap akhir bulan kami menghitung dari awal bersama petugas pembukuan."
)
WORDS = """
laporan|laporan bulanan|koperasi|simpanan anggota|kopi|kopi bubuk|kemasan|izin edar|harga jual|toko
stok|nota|uang pesantren|modal|pelatihan|pembukuan|kasir|laboratorium|air minum|botol|pembeli|produk
keripik|batik|madu|penitipan|potongan|selisih|catatan|anggota|pengurus|santri|kampus|mikrobiologi
belum tahu mulai|tiga kali|buku tulis|lembar kerja|digital|pendampingan|K-2026|K-2025-0011|an-nur
nurul huda|al-hikmah|lamongan|jember|zzzz|tidak ada|di|pelanggan baru|usaha santri|musim|panen
""".replace("\n", "|")


def measure() -> list[dict[str, Any]]:
    """The 95th percentiles of the panel of similar cases, and of the pages of search and funnel."""
    texts = [(title, more) for title in TOLD for more in ("", MORE)]
    texts += [(title[:length], "") for title in TOLD[:4] for length in range(6, len(title), 6)]
    with _house() as (address, name):
        words = [word for word in WORDS.split("|") if word] + _frequent(name)
        similar: list[float] = []
        found: list[float] = []
        for reader in READERS:
            client = _Client(address, reader)
            similar += _timed(client.similar, texts, ROUNDS)
            found += _timed(client.search, [(word,) for word in words], ROUNDS)
        roads = _timed(client.road, [(group,) for group in GROUPS], 3 * ROUNDS)
    world = f"{grouped(CASES)} cases, {grouped(POSTS)} posts"
    readers = f"{world}; {len(READERS)} readers, over HTTP"
    by = ", ".join(GROUPS)
    return [
        _row("similar_p95_ms", similar, f"limit 100; {len(texts)} texts; {readers}"),
        _row("clinic_search_p95_ms", found, f"limit 150; {len(words)} questions; {readers}"),
        _row("funnel_p95_ms", roads, f"limit 300; the secretariat's page by {by}; {world}"),
    ]


def _timed(ask: Callable[..., float], asked: Sequence[tuple[str, ...]], rounds: int) -> list[float]:
    """How long each question took, in ms, after a round that does not count."""
    for question in asked:
        ask(*question)
    return [ask(*question) for _round in range(rounds) for question in asked]


@contextmanager
def _house() -> Iterator[tuple[str, str]]:
    """A served demonstration that has grown: its address, and the name of its database."""
    plain = str(settings.DATABASES["default"]["TEST"]["NAME"])
    of, name = plain.removeprefix("test_"), f"{plain}_clinic_bench"
    with as_owner(of=of) as owner:
        furnished, folder = furnish(owner, plain)
        copy(owner, furnished, to=name)
    try:
        _grow(name)
        with served(name, folder) as address:
            yield address, name
    finally:
        with as_owner(of=of) as owner:
            drop(owner, name)


def _grow(name: str) -> None:
    statements = WORLD.read_text(encoding="utf-8")
    for field, number in {"cases": CASES, "topics": TOPICS, "posts": POSTS}.items():
        statements = statements.replace("{" + field + "}", str(number))
    with as_owner(of=name) as inside:
        inside.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '256MB'")
        inside.execute(statements.encode())
        inside.execute("VACUUM (ANALYZE)")


def _frequent(name: str) -> list[str]:
    """The words that stand in most posts and cases of this world, and pairs of them."""
    asked = (
        "SELECT word FROM ts_stat($$ SELECT document FROM discussions_entry WHERE post_id % 200 = 0"
        " UNION ALL SELECT document FROM cases_likeness WHERE case_id % 20 = 0 $$)"
        f" WHERE length(word) > 3 ORDER BY ndoc DESC, word LIMIT {FREQUENT}"
    )
    with as_owner(of=name) as inside:
        words = [str(word) for (word,) in inside.execute(asked.encode())]
    return words + [f"{one} {other}" for one, other in pairwise(words)]


class _Client:
    """One person's browser on one connection."""

    def __init__(self, address: str, reader: str) -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        token = "a" * 32
        cookies = {settings.SESSION_COOKIE_NAME: session_of(reader), "csrftoken": token}
        self.headers = {
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "HX-Request": "true",
            "Origin": address,
            "X-CSRFToken": token,
        }

    def similar(self, title: str, description: str) -> float:
        """What the form of a new case asks for while somebody types."""
        typed = urlencode({"title": title, "description": description})
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._milliseconds("POST", "/kasus/baru/serupa/", typed, form)

    def search(self, words: str) -> float:
        """The whole search, over everything that this person may see."""
        page = f"/cari/?{urlencode({'q': words})}"
        return self._milliseconds("GET", page, None, {})

    def road(self, group: str) -> float:
        """The funnel of all cases, side by side."""
        return self._milliseconds("GET", f"/alur/?menurut={group}", None, {})

    def _milliseconds(
        self, method: str, path: str, body: str | None, more: dict[str, str]
    ) -> float:
        begun = perf_counter()
        self.connection.request(method, path, body, self.headers | more)
        response = self.connection.getresponse()
        response.read()
        taken = (perf_counter() - begun) * 1000
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}")
        return taken


def _row(name: str, taken: list[float], against: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(quantiles(taken, n=100)[94], 1),
        "unit": "ms",
        "against": f"{against}; median {median(taken):.1f}, slowest {max(taken):.1f}",
        "measured_on": datetime.now(UTC).date().isoformat(),
    }
