"""kill -9 of everything under tellers at work: what was acknowledged is there, once."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen
from uuid import uuid4

import pytest

from tests.core.embedded_postgres.conftest import server_pid, wait_until

pytestmark = pytest.mark.proof
KLINIK = [sys.executable, "-m", "klinik.web.cli"]
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "KLINIK_EMBEDDED", "KLINIK_ORIGIN")
COUNTER = "/koppontren/al-hikmah/loket/A-0012/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TELLERS, DEPOSITS, KILLS = 4, 40, 2  # so many deposits before each power cut


class House:
    """`klinik serve` with the demonstration, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        kept = {key: value for key, value in os.environ.items() if key not in OURS}
        self.environment = kept | {"KLINIK_DATA": str(folder), "KLINIK_DEMO": "1"}
        self.process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        self.process = subprocess.Popen(
            [*KLINIK, "serve", "--port", str(self.port)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(self.answers, seconds=120)

    def answers(self) -> bool:
        try:
            with urlopen(f"http://localhost:{self.port}/readyz", timeout=5):
                return True
        except OSError:
            return False

    def kill(self) -> None:
        """The power goes: every process at once, PostgreSQL too."""
        assert self.process
        for pid in family(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        wait_until(lambda: not server_pid(self.folder))

    def ask(self, *words: str) -> str:
        """What a command of `klinik` says, with nothing else running."""
        done = subprocess.run(
            [*KLINIK, *words], env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout


def family(pid: int) -> list[int]:
    """A process and all that came from it, children last."""
    found = [pid]
    with suppress(FileNotFoundError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += family(int(child))
    return found


class Teller:
    """Somebody at the counter with a browser of their own."""

    def __init__(self, house: House) -> None:
        self.base = f"http://localhost:{house.port}"
        self.browser = build_opener(HTTPCookieProcessor(CookieJar()))
        self.post("/masuk/sebagai/", self.get("/masuk/"), email="teller@al-hikmah.example")
        self.page = self.get(COUNTER)

    def get(self, path: str) -> str:
        with self.browser.open(self.base + path, timeout=20) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str, **fields: str) -> int:
        token = TOKEN.search(page)
        assert token
        sent = urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        with self.browser.open(Request(self.base + path, sent), timeout=20) as answer:
            return int(answer.status)

    def deposit(self, key: str) -> int:
        typed = {"account": "S-0010", "amount": "1000", "deed": "deposit"}
        return self.post(COUNTER, self.page, request_id=key, **typed)


@pytest.fixture
def house() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="kl-", dir="/tmp") as name:
        house = House(Path(name))
        house.open()
        yield house
        house.close()


def at_work(house: House, tried: list[str], acknowledged: list[str]) -> list[threading.Thread]:
    """Tellers who deposit until nobody answers any more."""

    def work() -> None:
        with suppress(OSError):
            teller = Teller(house)
            while True:
                key = str(uuid4())
                tried.append(key)
                if teller.deposit(key) == 200:
                    acknowledged.append(key)

    threads = [threading.Thread(target=work) for _ in range(TELLERS)]
    for thread in threads:
        thread.start()
    return threads


COUNT = """
from klinik.finance.ledger.models import Entry
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
with acting_for(Koppontren.objects.get(slug="al-hikmah")):
    print("deposits:", Entry.objects.filter(kind="savings.deposit").count())
"""


def counted(house: House) -> int:
    (number,) = re.findall(r"deposits: (\d+)", house.ask("manage", "shell", "-v", "0", "-c", COUNT))
    return int(number)


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(house: House) -> None:
    house.close()
    before = counted(house)
    house.open()
    tried: list[str] = []
    acknowledged: list[str] = []
    for kill in range(1, KILLS + 1):
        threads = at_work(house, tried, acknowledged)
        enough = kill * DEPOSITS
        wait_until(lambda enough=enough: len(acknowledged) >= enough, seconds=60)  # type: ignore[misc]
        house.kill()
        for thread in threads:
            thread.join()
        house.open()

    # After each power cut everybody sends again what they are not sure of, and some send all.
    teller = Teller(house)
    assert {teller.deposit(key) for key in tried} == {200}
    house.close()

    assert counted(house) == before + len(set(tried))
    assert "everything adds up" in house.ask("verify")
