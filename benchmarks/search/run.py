"""The directory's search among 1,420 and among 40,000 pesantren, over real HTTP.

`klinik serve` runs in a folder of its own with the demonstration's network, as it is and grown to a
country's; one client asks over
one connection, one question after the other, as a browser does while somebody types. The clock runs
from the request to the last byte of the answer, so the server's own time is less than this.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from klinik.core.money import grouped

KLINIK = [sys.executable, "-m", "klinik.web.cli"]
LOAD = "from benchmarks.search import world; world.load({number}); world.settle()"
PORT = 8766
PATIENCE_SECONDS = 240.0
# PostgreSQL may still be ending when the folder goes.
APART: dict[str, Any] = {"prefix": "klinik-bench-", "ignore_cleanup_errors": True}
ROUNDS = 5
PROVINCE, COUNTRY = 1_420, 40_000

# Typed letter by letter, as names, places, products and their spellings, and what finds nothing.
TYPED_OUT = ("lamongan", "kopi bubuk", "al-qur'an", "nurul huda", "keripik pisang", "miftahul")
WORDS = """
jember|surabaya|kota malang|kabupaten malang|sidoarjo|gresik|tuban|bojonegoro|kediri|blitar
banyuwangi|situbondo|bondowoso|pamekasan|sumenep|sampang|bangkalan|pacitan|ponorogo|trenggalek
kopi|batik|madu|roti|tempe|abon lele|air minum|laundry|percetakan|katering|telur|susu kambing
jamur tiram|beras|pupuk organik|sambal|kerupuk ikan|sarung|mukena|kaligrafi|anyaman|sabun|domba
quran|koran|alquran|al quran|qur'an|an-nur|annur|an nur|hidayatul|hidayah|darul falah|fathul
subulus syafiin|syafii|shafi'i|bahrul maghfiroh|ihya us sunnah|ihyaussunnah|alfithrah|al-fitrah
raudhatul|raudlatul|roudhotul|mambaul|manba'ul|istiqomah|istiqamah|barokah|barakah|tholibin
minuman|makanan|perikanan|ikan|peternakan|fashion|kerajinan|jasa|perdagangan|pertanian|ritel
kopi jember|batik magetan|keripik lamongan|madu di malang|roti surabaya|susu kota batu|teh tuban
pondok pesantren|ponpes|pesantren|pesantren nurul|ponpes darul falah|pondok pesantren di gresik
nurul hdua|mifthaul|lamngan|kerpik tempe|sidorjao|zzzz|tidak ada|!!!|'|قهوة|ꦏꦺꦴꦥꦶ|a|di|al|2021|2019
""".replace("\n", "|")
FILTERED: tuple[dict[str, str], ...] = (
    {"region": "3524"}, {"region": "3578", "q": "kopi"}, {"sector": "minuman"}, {"cohort": "2021"},
    {"kind": "real"}, {"kind": "simulated", "q": "quran"}, {"sector": "fashion", "q": "batik"},
    {"q": "kopi", "page": "3"}, {"page": "60"}, {}, {"q": "nurul", "region": "3509"},
    {"region": "3578"},
    {"q": "pisang", "sector": "makanan"}, {"q": "batik", "cohort": "2020"}, {"page": "2"},
)  # fmt: skip


def questions() -> list[dict[str, str]]:
    """About two hundred, always the same."""
    beginnings = [text[:length] for text in TYPED_OUT for length in range(1, len(text) + 1)]
    words = [word for word in WORDS.split("|") if word]
    return [{"q": text} for text in [*beginnings, *words, "x" * 2000]] + list(FILTERED)


def measure() -> list[dict[str, Any]]:
    """The 95th percentile for whole pages, and for the panel that follows somebody's typing."""
    return [row for number in (PROVINCE, COUNTRY) for row in _measured(number)]


def _measured(number: int) -> list[dict[str, Any]]:
    with _served(number) as connection:
        asked = [f"/pesantren/?{urlencode(question)}" for question in questions()]
        for address in asked:
            _milliseconds(connection, address, {})
        pages = [_milliseconds(connection, one, {}) for _ in range(ROUNDS) for one in asked]
        htmx = {"HX-Request": "true"}
        panels = [_milliseconds(connection, one, htmx) for _ in range(ROUNDS) for one in asked]
    against = f"limit 50; {len(asked)} questions, {ROUNDS} rounds, one at a time, over HTTP"
    return [
        _row(f"search_p95_ms_{number}", pages, against),
        _row(f"search_typing_p95_ms_{number}", panels, f"{against}; only the list of results"),
    ]


def _row(name: str, taken: list[float], against: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(quantiles(taken, n=100)[94], 1),
        "unit": "ms",
        "against": f"{against}; median {median(taken):.1f}, slowest {max(taken):.1f}",
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


@contextmanager
def _served(number: int) -> Iterator[HTTPConnection]:
    """A server with so many pesantren and nothing else."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "KLINIK"))}
    with tempfile.TemporaryDirectory(**APART) as folder:
        environment = ours | {"KLINIK_DATA": folder, "KLINIK_DEMO": "0"}
        load = ["manage", "shell", "-c", LOAD.format(number=number)]
        for words in (["migrate"], ["exec", "--", *KLINIK, *load]):
            subprocess.run([*KLINIK, *words], env=environment, check=True, capture_output=True)
        log = Path(folder) / "log"
        with log.open("wb") as lines:
            command = [*KLINIK, "serve", "--port", str(PORT)]
            serve = subprocess.Popen(command, env=environment, stdout=lines, stderr=lines)
            try:
                _wait_for(serve, log, number)
                yield HTTPConnection("127.0.0.1", PORT, timeout=30)
            finally:
                serve.send_signal(signal.SIGINT)
                serve.wait(timeout=60)


def _wait_for(serve: "subprocess.Popen[bytes]", log: Path, number: int) -> None:
    begun = time.monotonic()
    while True:
        if serve.poll() is not None or time.monotonic() - begun > PATIENCE_SECONDS:
            raise RuntimeError(f"klinik serve did not come up:\n{log.read_text()[-2000:]}")
        try:
            connection = HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/pesantren/")
            page = connection.getresponse().read().decode()
        except (OSError, HTTPException):
            time.sleep(0.1)
            continue
        if f"{grouped(number)} pesantren" not in page:
            raise RuntimeError(f"the {number} pesantren are not there")
        return


def _milliseconds(connection: HTTPConnection, address: str, headers: dict[str, str]) -> float:
    begun = time.perf_counter()
    connection.request("GET", address, headers={"Accept-Encoding": "gzip", **headers})
    response = connection.getresponse()
    response.read()
    taken = (time.perf_counter() - begun) * 1000
    if response.status != 200:
        raise RuntimeError(f"{address} answered {response.status}")
    return taken
