"""`klinik serve`: from an empty folder to a first page, and back to nothing on Ctrl-C."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from typing import NoReturn

from klinik.core import env
from klinik.core.embedded_postgres import Server
from klinik.core.metrics import FOLDER
from klinik.web.cli import database, first_start, static_files
from klinik.web.cli.refusal import Refused

LOOK_SECONDS = 0.05
FIRST_PAGE_SECONDS = 60.0
PORT_PATIENCE_SECONDS = 2.0  # processes of a start that was killed need a moment to notice
GRACE_SECONDS = 5.0


def default_workers() -> int:
    """One process per core, four at most."""
    return min(4, os.cpu_count() or 1)


def serve(arguments: argparse.Namespace) -> int:
    """Everything that pages need, in order, until somebody stops it."""
    host, port = arguments.host, arguments.port
    _offer_streams(host, port)
    os.environ.setdefault("KLINIK_ORIGIN", f"http://localhost:{port}")
    _refuse_taken_port(host, port)
    try:
        with database.database(migrates=True) as server:
            first_start.prepare()
            static_files.collect()
            _count_together()
            with _processes(host, port, arguments.workers) as processes:
                _greet(port)
                _watch(processes, server, host, port)
    except (KeyboardInterrupt, SystemExit):
        print("\nStopped.", flush=True)  # the database too: nothing runs on
    return 0


def _offer_streams(host: str, port: int) -> None:
    """Where the live rooms stream: a port of its own, unless somebody's proxy leads there.

    Behind an address of one's own without KLINIK_LIVE_ORIGIN, or on a taken port, rooms are asked
    every few seconds instead; nothing else changes.
    """
    if os.environ.get("KLINIK_LIVE_ORIGIN") is not None or os.environ.get("KLINIK_ORIGIN"):
        return
    try:
        _try_to_listen(host, live_port(port))
    except OSError:
        return
    os.environ["KLINIK_LIVE_ORIGIN"] = f"http://localhost:{live_port(port)}"


def live_port(port: int) -> int:
    """The port of the streams beside that of the pages."""
    return port + 1000 if port + 1000 < 65536 else port - 1000


def _count_together() -> None:
    """One folder in which the processes of this start count for /metrics, empty at first."""
    folder = env.data_folder() / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[FOLDER] = str(folder)


def _refuse_taken_port(host: str, port: int) -> None:
    until = time.monotonic() + PORT_PATIENCE_SECONDS
    while True:
        try:
            _try_to_listen(host, port)
        except socket.gaierror:
            raise Refused(f"{host} is not an address of this machine.") from None
        except PermissionError:
            raise Refused(f"Port {port} is not open to this user. Take one above 1023.") from None
        except OSError:
            if time.monotonic() > until:
                raise Refused(
                    f"Port {port} is taken by another program. Stop it, or take another port: "
                    f"klinik serve --port {port + 1 if port < 65535 else 8000} "
                    f"(make run PORT={port + 1 if port < 65535 else 8000})."
                ) from None
            time.sleep(LOOK_SECONDS)
        else:
            return


def _try_to_listen(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attempt.bind(address)


@contextmanager
def _processes(host: str, port: int, workers: int) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    os.environ["KLINIK_SERVED_BY"] = str(os.getpid())
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        pages = ["klinik.web.cli.pages", host, str(port), str(workers)]
        processes["pages"] = _spawn(*pages)
        _wait_for_first_page(host, port, processes["pages"])
        # Only now: two cores that load the code for the worker would keep the first page waiting.
        processes["worker"] = _spawn("klinik.web.cli", "worker")
        if os.environ.get("KLINIK_LIVE_ORIGIN"):
            processes["live"] = _spawn_live(host, port)
        yield processes
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it
        _stop(list(processes.values()))


def _spawn(module: str, *words: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we stop them in order. The owner's
    # address stays here: nothing that answers people could use it.
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_OWNER_URL"}
    command = [sys.executable, "-m", module, *words]
    return subprocess.Popen(command, env=environment, start_new_session=True)


def _spawn_live(host: str, port: int) -> subprocess.Popen[bytes]:
    return _spawn("klinik.web.cli.live", host, str(live_port(port)))


def _nearby(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_first_page(host: str, port: int, pages: subprocess.Popen[bytes]) -> None:
    """Ready means that a page came, not that a port is open."""
    nearby = _nearby(host)
    until = time.monotonic() + FIRST_PAGE_SECONDS
    while time.monotonic() < until:
        if pages.poll() is not None:
            raise Refused("The server for the pages ended; what it said stands above.")
        status = _status(nearby, port)
        if status:
            if status >= 500:
                raise Refused(f"The first page answers with an error ({status}).")
            return
        time.sleep(LOOK_SECONDS)
    raise Refused(f"No page after {FIRST_PAGE_SECONDS:.0f} seconds.")


def _status(host: str, port: int) -> int | None:
    connection = HTTPConnection(host, port, timeout=FIRST_PAGE_SECONDS)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def _greet(port: int) -> None:
    print(f"\nKlinik OPOP is ready:  http://localhost:{port}\n")
    first_start.print_sign_ins()
    first_start.print_setup_code(os.environ["KLINIK_ORIGIN"])
    print("Stop with Ctrl-C.", flush=True)


def _watch(
    processes: dict[str, subprocess.Popen[bytes]], server: Server | None, host: str, port: int
) -> NoReturn:
    while True:
        time.sleep(1)
        if server:
            server.ensure_alive()
        if processes["pages"].poll() is not None:
            raise Refused("The server for the pages ended unexpectedly. Start again.")
        if processes["worker"].poll() is not None:
            time.sleep(1)
            processes["worker"] = _spawn("klinik.web.cli", "worker")
        if "live" in processes and processes["live"].poll() is not None:
            time.sleep(1)
            processes["live"] = _spawn_live(host, port)
