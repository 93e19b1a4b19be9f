"""Sub-commands that hand on to a management command with the database running."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess

from klinik.core.processes import leave_with_parent
from klinik.web.cli import database, first_start
from klinik.web.cli.refusal import Refused


def django(*words: str) -> int:
    """A management command in this process; its refusals are its own sentences."""
    from django.core.management import ManagementUtility

    try:
        ManagementUtility(["klinik", *words]).execute()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    return 0


def demo(_: argparse.Namespace) -> int:
    """Load demonstration data, never beside real books."""
    with database.database(migrates=True):
        from django.conf import settings

        if not settings.DEMO:
            raise Refused(
                "Demonstration data brings sign-ins whose password everybody knows, so it is not "
                "loaded into a server of your own. Set KLINIK_DEMO=1 if that is what you want."
            )
        database.migrate()
        status = django("load_demo")
        database.count_anew()
        return status


def setup_code(_: argparse.Namespace) -> int:
    """Print the code of the wizard for a new province."""
    with database.database():
        code = first_start.setup_code()
    if code is None:
        raise Refused("This place has been set up already. Its secretariat invites people.")
    print(code)
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Recompute every book, and compare it with heads that were written down."""
    with database.database():
        return django("verify_books", *(f"--head={head}" for head in arguments.head))


def export_book(arguments: argparse.Namespace) -> int:
    """Write one book for other programs."""
    without = ["--without-memos"] if arguments.without_memos else []
    with database.database():
        return django("export_book", arguments.book, arguments.file, *without)


def worker(_: argparse.Namespace) -> int:
    """Do jobs until stopped."""
    if os.environ.get("KLINIK_SERVED_BY"):
        leave_with_parent()
        # It holds nothing yet that would need an orderly end, and loading the code may swallow
        # the exception that our own handler raises.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with database.database():
        import django as library

        library.setup()
        from klinik.core.jobs import work

        work()
    return 0


def migrate(_: argparse.Namespace) -> int:
    """Bring the tables up to date."""
    with database.database(migrates=True):
        database.migrate()
    print("The tables are up to date.")
    return 0


def manage(arguments: argparse.Namespace) -> int:
    """Any management command."""
    with database.database():
        return django(*_after_dashes(arguments.words))


def execute(arguments: argparse.Namespace) -> int:
    """Any command; its exit status is ours."""
    words = _after_dashes(arguments.words)
    if not words:
        raise Refused("Say which command to run: klinik exec -- COMMAND ...")
    if shutil.which(words[0]) is None:
        raise Refused(f"There is no command {words[0]}.")
    with database.database(), subprocess.Popen(words) as process:
        # Ctrl-C reaches the command too; we wait for it, and stop the database after it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            return process.wait()
        except SystemExit:
            process.terminate()
            raise


def _after_dashes(words: list[str]) -> list[str]:
    return words[1:] if words[:1] == ["--"] else words
