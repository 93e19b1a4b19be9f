"""A whole house for the browser: the demonstration in a database of its own, and real Granian."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from django.conf import settings
from django.utils import timezone
from psycopg import sql

from klinik.core import env
from tests.conftest import PROJECT, as_owner, copy, databases_like, drop, template_for

FURNISHING = 725_002  # any number: test runs wait for each other under it
FIRST_ANSWER_SECONDS = 30.0
MADE_FROM = (".py", ".sql", ".csv", ".json", ".css", ".js", ".svg", ".woff2")
# No demonstration; the second step at sign-in has a test of its own.
ALONE = {"KLINIK_DEMO": "0", "KLINIK_REQUIRE_SECOND_FACTOR": "0"}
SECRET = "only for tests in the browser, where sessions are made beforehand"
Owner = psycopg.Connection[tuple[object, ...]]


@contextmanager
def open_house(worker: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a served demonstration, and the environment of programs beside it.

    What tests write there is gone afterwards.
    """
    plain = str(settings.DATABASES["default"]["TEST"]["NAME"])
    name = f"{plain}_browser_{worker}"
    with as_owner(of=plain.removeprefix("test_")) as owner:
        furnished, folder = furnish(owner, plain)
        copy(owner, furnished, to=name)
    try:
        with served(name, folder) as address:
            yield address, surroundings(name, folder)
    finally:
        with as_owner(of=plain.removeprefix("test_")) as owner:
            drop(owner, name)


@contextmanager
def open_empty_house(worker: str, folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a house that nobody has set up, and the environment of its processes."""
    plain = str(settings.DATABASES["default"]["TEST"]["NAME"])
    name = f"{plain}_empty_{worker}"
    try:
        with as_owner(of=plain.removeprefix("test_")) as owner:
            _house, furnished = furnish(owner, plain)
            shutil.copytree(furnished / "static", folder / "static")
            copy(owner, template_for(owner, plain), to=name)
        with served(name, folder, **ALONE) as address:
            yield address, surroundings(name, folder) | ALONE
    finally:
        with as_owner(of=plain.removeprefix("test_")) as owner:
            drop(owner, name)


def furnish(owner: Owner, plain: str) -> tuple[str, Path]:
    """The database and the folder of files with today's demonstration, made if not there yet."""
    label = fingerprint()
    furnished, folder = f"{plain}_house_{label}", env.data_folder() / "browser" / label
    owner.execute("SELECT pg_advisory_lock(%s)", [FURNISHING])
    try:
        if not folder.exists() or furnished not in databases_like(owner, f"{plain}_house_"):
            clear(owner, plain, folder.parent)
            load(owner, plain, furnished, folder)
    finally:
        owner.execute("SELECT pg_advisory_unlock(%s)", [FURNISHING])
    return furnished, folder


def clear(owner: Owner, plain: str, folders: Path) -> None:
    """Houses of other days and other code."""
    for outdated in databases_like(owner, f"{plain}_house_"):
        drop(owner, outdated)
    shutil.rmtree(folders, ignore_errors=True)


def load(owner: Owner, plain: str, furnished: str, folder: Path) -> None:
    """Load under another name first: half a demonstration must never be found."""
    unfinished = f"{plain}_house_new"
    copy(owner, template_for(owner, plain), to=unfinished)
    folder.mkdir(parents=True)
    said = subprocess.run(
        [sys.executable, "-m", "tests.browser.settle"],
        env=surroundings(unfinished, folder),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if said.returncode:
        shutil.rmtree(folder)
        raise RuntimeError(f"The demonstration does not load:\n{said.stdout}")
    with as_owner(of=unfinished) as inside:
        inside.execute("ANALYZE")
    names = sql.Identifier(unfinished), sql.Identifier(furnished)
    owner.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))


@contextmanager
def served(name: str, folder: Path, **more: str) -> Iterator[str]:
    """Granian as in `klinik serve`, on this database, until the block ends."""
    port, live = free_port(), free_port()
    address = f"http://localhost:{port}"
    said = {"KLINIK_ORIGIN": address, "KLINIK_LIVE_ORIGIN": f"http://localhost:{live}"}
    words = (["pages", "127.0.0.1", str(port), "1"], ["live", "127.0.0.1", str(live)])
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"klinik.web.cli.{module}", *rest],
            env=surroundings(name, folder) | said | more,
            start_new_session=True,
        )
        for module, *rest in words
    ]
    try:
        wait_for(f"{address}/readyz", processes[0])
        yield address
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=10)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as the server answers."""
    until = time.monotonic() + FIRST_ANSWER_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with urlopen(url, timeout=FIRST_ANSWER_SECONDS):
                return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError("The server for the browser tests does not answer; see above.")


def surroundings(name: str, folder: Path) -> dict[str, str]:
    """The environment of a process that works on this database and in this folder."""
    return os.environ | {
        "DATABASE_URL": address_of("DATABASE_URL", name),
        "DATABASE_OWNER_URL": address_of("DATABASE_OWNER_URL", name),
        "DJANGO_SETTINGS_MODULE": "klinik.web.settings",
        "KLINIK_DATA": str(folder),
        "KLINIK_DEMO": "1",
        "KLINIK_EMBEDDED": "",
        "KLINIK_ORIGIN": "",
        "SECRET_KEY": SECRET,
    }


def address_of(variable: str, name: str) -> str:
    """The address in the environment, with another database: in libpq the last word counts."""
    address = env.text(variable, "")
    return f"{address}{'&' if '?' in address else '?'}dbname={name}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        port: int = attempt.getsockname()[1]
        return port


def fingerprint() -> str:
    """Changes with the code, its data, and the day, on which the demonstration depends."""
    files = [file for file in (PROJECT / "src").rglob("*") if file.suffix in MADE_FROM]
    files += [PROJECT / "tests" / "world.py", PROJECT / "tests" / "browser" / "settle.py"]
    total = hashlib.sha256(str(timezone.localdate()).encode())
    for file in sorted(files):
        total.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:12]
