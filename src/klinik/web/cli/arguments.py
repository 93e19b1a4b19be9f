"""What can be typed after `klinik`, and which function does it."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from klinik.core.embedded_postgres import CannotRun
from klinik.core.env import BadSetting
from klinik.web.cli import backing_up, checking, managing, restoring, serving
from klinik.web.cli.refusal import Refused

OWN_SERVER = (
    "Without DATABASE_URL, a PostgreSQL of its own runs in the folder KLINIK_DATA (default: "
    ".klinik in the project). With DATABASE_URL (the application's role) and DATABASE_OWNER_URL "
    "(the role that migrates), that server is used; it must be PostgreSQL 15 or newer."
)


def run(words: list[str]) -> int:
    """Parse, do, and turn refusals into a sentence."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    arguments = parser().parse_args(words)
    try:
        return int(arguments.do(arguments))
    except (BadSetting, CannotRun, Refused) as refusal:
        print(f"klinik: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _leave(number: int, _: FrameType | None) -> None:
    # So that every `with` and `finally` on the way out is kept, as with Ctrl-C.
    raise SystemExit(128 + number)


def parser() -> argparse.ArgumentParser:
    """The sub-commands with a sentence each."""
    whole = argparse.ArgumentParser(
        prog="klinik", description="Klinik OPOP on the command line.", epilog=OWN_SERVER
    )
    parts = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_serve(parts)
    _add(
        parts,
        "demo",
        managing.demo,
        "Load the demonstration data. Done twice, nothing is there twice.",
    )
    _add(
        parts,
        "setup-code",
        managing.setup_code,
        "Print the code with which a new province is set up in the browser, at /mulai/. Exit "
        "status 1 once that has been done.",
    )
    _add(
        parts,
        "check",
        checking.check,
        "Check settings, database, roles and migrations. Exit status 1 if anything is wrong.",
    )
    _add_books(parts)
    _add(parts, "worker", managing.worker, "Do the jobs that wait in the database, until stopped.")
    _add(parts, "migrate", managing.migrate, "Bring the tables up to date, as the owner's role.")
    _add_archives(parts)
    execute = _add(
        parts,
        "exec",
        managing.execute,
        "Run a command with the database running and its two addresses in the environment.",
    )
    execute.add_argument("words", nargs=argparse.REMAINDER, metavar="-- COMMAND ...")
    manage = _add(parts, "manage", managing.manage, "Run a management command of Django.")
    manage.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND ...")
    return whole


def _add_serve(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = _add(
        parts,
        "serve",
        serving.serve,
        "Start the database, bring its tables up to date, load demonstration data at the very "
        "first start, and serve the pages until Ctrl-C.",
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument("--port", type=_port, default=8000, help="port to listen on (%(default)s)")
    serve.add_argument(
        "--workers",
        type=_above_zero,
        default=serving.default_workers(),
        help="processes that answer pages (%(default)s on this machine)",
    )


def _add_books(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verify = _add(
        parts,
        "verify",
        managing.verify,
        "Recompute every book from its lines. Exit status 1 on any difference, or if no book is "
        "there. Safe at any hour.",
    )
    verify.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="FILE|BOOK:NUMBER:HASH",
        help="compare with the end of a chain that was written down, or with a file of them: a "
        "removed tail shows by nothing else (more than one may be given)",
    )
    export = _add(
        parts,
        "export-book",
        managing.export_book,
        "Write the whole book of a koppontren into FILE, which must not exist yet, for Excel "
        "(.xlsx), Beancount (.beancount), hledger (.journal) or as CSV (.zip).",
    )
    export.add_argument("book", metavar="BOOK", help="the koppontren, as in its address")
    export.add_argument("file", metavar="FILE", help="the file to write")
    export.add_argument("--without-memos", action="store_true", help="leave the notes at home")


def _add_archives(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = _add(
        parts,
        "backup",
        backing_up.backup,
        "Write the database as of one moment and the uploaded files into FILE, which must not "
        "exist yet. Safe while people work. A server of your own needs DATABASE_BACKUP_URL, a "
        "role with BYPASSRLS. The secret key is not in it.",
    )
    backup.add_argument("file", metavar="FILE", help="the archive to write")
    restore = _add(
        parts,
        "restore",
        restoring.restore,
        "Put what klinik backup wrote into an empty database and an empty folder of files, all of "
        "it or nothing. FILE is compared with its hashes before anything is touched.",
    )
    restore.add_argument("file", metavar="FILE", help="the archive to read")


def _add(
    parts: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    do: object,
    sentence: str,
) -> argparse.ArgumentParser:
    part = parts.add_parser(name, help=sentence, description=sentence, epilog=OWN_SERVER)
    part.set_defaults(do=do)
    return part


def _port(digits: str) -> int:
    if not digits.isdecimal() or not 0 < int(digits) < 65536:
        raise argparse.ArgumentTypeError(f"{digits} is not a port (1 to 65535)")
    return int(digits)


def _above_zero(digits: str) -> int:
    if not digits.isdecimal() or int(digits) == 0:
        raise argparse.ArgumentTypeError(f"{digits} is not a number above zero")
    return int(digits)
