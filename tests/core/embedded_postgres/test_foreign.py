"""A folder that is not ours gets one sentence, and nothing in it is touched."""

import json
import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from klinik.core.embedded_postgres import CannotRun, running
from klinik.core.embedded_postgres.binaries import installed

NOBODY = 65534


def said_of(folder: Path) -> str:
    """Why it cannot run there, and that nothing was changed."""
    before = sorted(str(path) for path in folder.rglob("*"))
    with pytest.raises(CannotRun) as refused, running(folder):
        pass
    assert sorted(str(path) for path in folder.rglob("*")) == before
    return bare(str(refused.value))


def bare(sentence: str) -> str:
    """The reason without what every refusal of the embedded server says around it."""
    whole = str(CannotRun("|"))
    before, _, after = whole.partition("|")
    return sentence.strip().removeprefix(before).removesuffix(after.strip()).strip()


def test_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "foto-liburan.jpg").touch()

    assert said_of(tmp_path) == (
        f"{tmp_path} is no data folder of Klinik OPOP: it holds 'foto-liburan.jpg'. "
        "Choose an empty folder with KLINIK_DATA."
    )


def test_a_bare_cluster_of_postgresql_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("18\n")

    assert "no data folder of Klinik OPOP: it holds 'PG_VERSION'" in said_of(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.touch()

    assert (
        said_of(file) == f"{file} is a file and no folder. Choose an empty folder with KLINIK_DATA."
    )


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("99\n", "was made by PostgreSQL 99, newer than the {newest} of this installation. Use"),
        ("9.6\n", "was made by PostgreSQL 9.6, which is too old."),
        ("12\n", "was made by PostgreSQL 12, which is no longer installed."),
        ("", "was made by PostgreSQL , which is too old."),
        (None, "data is no database of PostgreSQL."),
    ],
)
def test_a_cluster_that_this_installation_cannot_read(
    tmp_path: Path, version: str | None, sentence: str
) -> None:
    data = tmp_path / "postgres/data"
    data.mkdir(parents=True)
    (tmp_path / "postgres/passwords.json").write_text("{}")
    for lock in ("start.lock", "users.lock", "alive.lock"):
        (tmp_path / "postgres" / lock).touch()
    if version is not None:
        (data / "PG_VERSION").write_text(version)

    newest = max(binaries.major for binaries in installed())
    assert sentence.format(newest=newest) in said_of(tmp_path)


def test_passwords_of_another_installation(folder: Path) -> None:
    file = folder / "postgres/passwords.json"
    file.write_text(json.dumps(dict.fromkeys(json.loads(file.read_text()), "lain")))

    fault = r"passwords\.json does not fit the database beside it"
    with pytest.raises(CannotRun, match=fault), running(folder):
        pass


def test_a_folder_of_another_user() -> None:
    """Somebody who is not root asks for a folder of root's; root asks as nobody."""
    question = (
        f"import os, sys; sys.path = {sys.path!r}; from pathlib import Path\n"
        "from klinik.core.embedded_postgres import foreign\n"
        f"if os.geteuid() == 0: os.setuid({NOBODY})\n"
        "try: foreign.refuse_foreign(Path('/etc'))\n"
        "except Exception as error: print(error)"
    )
    said = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, text=True, check=True
    ).stdout

    asking = pwd.getpwuid(os.geteuid() or NOBODY).pw_name
    assert bare(said) == (
        f"/etc belongs to the user root, and this is {asking}. "
        "Start as root, or choose another folder with KLINIK_DATA."
    )
