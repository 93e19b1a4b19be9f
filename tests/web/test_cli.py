"""The command line: a sentence for every mistake, and what each part hands on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from klinik.web.cli.arguments import parser, run

COMMANDS = (
    "serve",
    "demo",
    "check",
    "verify",
    "worker",
    "migrate",
    "backup",
    "restore",
    "exec",
    "manage",
)


def klinik(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a shell would."""
    return subprocess.run(
        [sys.executable, "-m", "klinik.web.cli", *words],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(autouse=True)
def same_signals() -> Iterator[None]:
    """The command line sets signal handlers of its process, which here is the tests'."""
    ours = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    kept = {number: signal.getsignal(number) for number in ours}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        parser().parse_args([command, "--help"])

    said = capsys.readouterr().out
    assert leaving.value.code == 0
    assert f"usage: klinik {command}" in said
    assert "DATABASE_URL" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["serve", "--port", "0"], "0 is not a port (1 to 65535)"),
        (["serve", "--port", "web"], "web is not a port (1 to 65535)"),
        (["serve", "--workers", "0"], "0 is not a number above zero"),
        (["dance"], "invalid choice: 'dance'"),
    ],
)
def test_nonsense_is_refused(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as leaving:
        run(words)

    assert leaving.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_taken_port_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert run(["serve", "--port", str(port)]) == 1

    said = capsys.readouterr().err
    assert said.startswith(f"klinik: Port {port} is taken by another program.")
    assert said.count("\n") == 1


def test_an_address_that_is_not_ours_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--host", "no-such-host.invalid"]) == 1

    said = "klinik: no-such-host.invalid is not an address of this machine.\n"
    assert capsys.readouterr().err == said


def test_exec_gives_both_addresses_and_hands_back_the_exit_status(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(["exec", "--", "sh", "-c", 'echo "$DATABASE_URL $DATABASE_OWNER_URL"; exit 7']) == 7

    said = capfd.readouterr().out.split()
    assert said == [os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"]]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "klinik: Say which command to run: klinik exec -- COMMAND ...\n"),
        (["--", "no-such-command"], "klinik: There is no command no-such-command.\n"),
    ],
)
def test_exec_without_a_command_is_refused(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["exec", *words]) == 1
    assert capsys.readouterr().err == sentence


def test_one_role_for_both_is_refused_before_anything_is_done() -> None:
    answer = klinik("migrate", DATABASE_OWNER_URL=os.environ["DATABASE_URL"])

    assert answer.returncode == 1
    assert "both name the role" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_migration_without_the_owners_address_is_refused() -> None:
    answer = klinik("migrate", DATABASE_OWNER_URL="")

    assert answer.returncode == 1
    assert answer.stderr == (
        "klinik: Set DATABASE_OWNER_URL too: its role makes and changes the tables.\n"
    )


def test_a_server_out_of_reach_is_one_sentence(tmp_path: Path) -> None:
    nowhere = f"postgresql://app@/klinik?host={tmp_path}"

    answer = klinik("migrate", DATABASE_URL=nowhere, DATABASE_OWNER_URL=nowhere.replace("app", "o"))

    assert answer.returncode == 1
    assert answer.stderr.startswith("klinik: The database of DATABASE_URL cannot be reached:")
    assert answer.stderr.count("\n") == 1


def test_a_flag_that_is_neither_yes_nor_no_stops_the_start() -> None:
    answer = klinik("manage", "check", DEBUG="maybe")

    assert (answer.returncode, answer.stderr) == (
        1,
        "klinik: DEBUG=maybe is neither yes nor no. Write DEBUG=1 or DEBUG=0.\n",
    )
