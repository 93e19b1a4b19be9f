"""`klinik backup` and `klinik restore`: there and back, and every refusal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import psycopg
import pytest
from django.conf import settings
from psycopg import sql
from pytest_django import DjangoDbBlocker

from klinik.core import env
from klinik.core.embedded_postgres import running
from tests.browser.house import address_of
from tests.conftest import as_owner, copy, drop, template_for, use_database
from tests.finance.counter import make_cooperative, make_saver, make_teller

WALLS = """
SELECT relname, relkind, pg_get_userbyid(relowner), relrowsecurity, relforcerowsecurity,
       relacl::text, (SELECT array_agg((polname, polcmd, pg_get_expr(polqual, oid),
                                        pg_get_expr(polwithcheck, oid))::text ORDER BY polname)
                      FROM pg_policy WHERE polrelid = c.oid)
FROM pg_class AS c
WHERE relnamespace = 'public'::regnamespace ORDER BY 1
"""
DOORS = """
SELECT oid::regprocedure::text, pg_get_userbyid(proowner), prosecdef, proacl::text
FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1
"""
DEFAULTS = """
SELECT pg_get_userbyid(defaclrole), defaclobjtype, defaclacl::text
FROM pg_default_acl ORDER BY 1, 2
"""
COLUMNS = """
SELECT attrelid::regclass::text, attname, attacl::text
FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid >= 16384 ORDER BY 1, 2
"""
GUARDS = """
SELECT tgrelid::regclass::text, tgname, tgenabled
FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
"""
CATALOGUE = (WALLS, DOORS, DEFAULTS, COLUMNS, GUARDS)


@dataclass(frozen=True)
class Place:
    """One installation: a database of its own and a data folder."""

    database: str
    data: Path
    backup_url: str = ""

    def klinik(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The command as a shell would run it."""
        ours = {
            "DATABASE_URL": address_of("DATABASE_URL", self.database),
            "DATABASE_OWNER_URL": address_of("DATABASE_OWNER_URL", self.database),
            "DATABASE_BACKUP_URL": self.backup_url,
            "KLINIK_DATA": str(self.data),
            "KLINIK_EMBEDDED": "",
        }
        return subprocess.run(
            [sys.executable, "-m", "klinik.web.cli", *words],
            env=os.environ | ours | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def refusal(self, *words: str, **environment: str) -> str:
        """The one sentence on the way out."""
        answer = self.klinik(*words, **environment)
        assert (answer.returncode, answer.stdout) == (1, "")
        assert answer.stderr.count("\n") == 1
        return answer.stderr.strip().removeprefix("klinik: ")

    def catalogue(self) -> list[list[tuple[object, ...]]]:
        """Owners, grants, walls and doors, as the database knows them."""
        with as_owner(of=self.database) as owner:
            return [owner.execute(question).fetchall() for question in CATALOGUE]


@pytest.fixture(scope="module")
def real(django_db_setup: None) -> str:
    """The database that roles and databases are made from."""
    return str(env.databases()["default"]["NAME"])


@pytest.fixture(scope="module")
def backup_role(django_db_setup: None) -> Iterator[Callable[[str], str]]:
    """The address of a role with BYPASSRLS, by database."""
    if not env.flag("KLINIK_EMBEDDED", default=False):
        pytest.skip("only the embedded server's superuser can make a role with BYPASSRLS")
    name = sql.Identifier(f"backup_{uuid4().hex[:8]}")
    with (
        running(env.data_folder()) as server,
        psycopg.connect(server.superuser, autocommit=True) as superuser,
    ):
        superuser.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'x' BYPASSRLS").format(name))
        superuser.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(name))
        host = superuser.info.host.replace("/", "%2F")
        role = name.as_string().strip('"')
        yield lambda database: f"postgresql://{role}:x@/{database}?host={host}"
        superuser.execute(sql.SQL("DROP ROLE {}").format(name))


@pytest.fixture(scope="module")
def source(
    real: str,
    backup_role: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Place]:
    """A cooperative with one member who has paid in, and one uploaded file."""
    name, data = f"test_backup_{uuid4().hex[:8]}", tmp_path_factory.mktemp("source")
    (data / "files" / "evidence").mkdir(parents=True)
    (data / "files" / "evidence" / "kuitansi.pdf").write_bytes(b"%PDF-1.7 contoh")
    with django_db_blocker.unblock(), as_owner(of=real) as owner:
        copy(owner, template_for(owner, f"test_{real}"), to=name)
        with writing_to(name):
            koppontren = make_cooperative()
            make_saver(koppontren, make_teller(koppontren))
        yield Place(name, data, backup_role(name))
        drop(owner, name)


@contextmanager
def writing_to(database: str) -> Iterator[None]:
    """The tests' connections in another database, in one transaction that is kept."""
    from django.db import transaction

    before = str(settings.DATABASES["default"]["NAME"])
    use_database(database)
    try:
        with transaction.atomic():
            yield
    finally:
        use_database(before)


@pytest.fixture(scope="module")
def archive(source: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("archive") / "malam.zip"
    answer = source.klinik("backup", str(file))
    assert (answer.returncode, answer.stderr) == (0, "")
    return file


@pytest.fixture
def empty(real: str, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[Place]:
    """A database with nothing in it, and a data folder that is not there yet."""
    name = f"test_restore_{uuid4().hex[:8]}"
    with django_db_blocker.unblock(), as_owner(of=real) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield Place(name, tmp_path / "data")
        drop(owner, name)


def manifest_of(archive: Path) -> dict[str, object]:
    with ZipFile(archive) as parts:
        found: dict[str, object] = json.loads(parts.read("manifest.json"))
    return found


def changed(archive: Path, to: Path, **facts: object) -> str:
    """A copy whose manifest says something else."""
    with ZipFile(archive) as old, ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | facts).encode()
            new.writestr(name, content)
    return str(to)


def test_there_and_back(source: Place, archive: Path, empty: Place) -> None:
    answer = empty.klinik("restore", str(archive))

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("Restored ")
    assert empty.catalogue() == source.catalogue()
    assert source.klinik("verify").stdout.startswith("1 books, ")
    assert empty.klinik("verify").stdout == source.klinik("verify").stdout
    kept = empty.data / "files" / "evidence" / "kuitansi.pdf"
    assert kept.read_bytes() == b"%PDF-1.7 contoh"
    assert sorted(path.name for path in empty.data.iterdir()) == ["files", "secret-key"]


def test_a_restored_place_gives_the_same_backup(
    archive: Path, empty: Place, backup_role: Callable[[str], str], tmp_path: Path
) -> None:
    empty.klinik("restore", str(archive))
    again = tmp_path / "again.zip"

    answer = empty.klinik("backup", str(again), DATABASE_BACKUP_URL=backup_role(empty.database))

    first, second = manifest_of(archive), manifest_of(again)
    assert answer.returncode == 0
    assert second["counts"] == first["counts"]
    assert second["migrations"] == first["migrations"]


def test_the_embedded_server_needs_no_more_than_the_file(source: Place, archive: Path) -> None:
    data = Path(tempfile.mkdtemp(prefix="kl-", dir="/tmp"))
    place = Place("", data)
    embedded = {"DATABASE_URL": "", "DATABASE_OWNER_URL": "", "DATABASE_BACKUP_URL": ""}
    try:
        restored = place.klinik("restore", str(archive), **embedded)
        verified = place.klinik("verify", **embedded)
        backed_up = place.klinik("backup", str(data / "again.zip"), **embedded)
        counts = manifest_of(data / "again.zip")["counts"]
    finally:
        shutil.rmtree(data)

    assert [restored.stderr, backed_up.stderr] == ["", ""]
    assert verified.stdout == source.klinik("verify").stdout
    assert counts == manifest_of(archive)["counts"]


def test_the_archive_holds_no_secret_and_is_closed_to_others(source: Place, archive: Path) -> None:
    assert (source.data / "secret-key").exists()
    with ZipFile(archive) as parts:
        assert parts.namelist() == [
            "database.dump",
            "files/evidence/kuitansi.pdf",
            "manifest.json",
        ]
    assert archive.stat().st_mode & 0o077 == 0
    assert [path.name for path in archive.parent.iterdir()] == ["malam.zip"]


def test_no_file_is_overwritten(source: Place, tmp_path: Path) -> None:
    there = tmp_path / "there.zip"
    there.write_text("kept")

    said = source.refusal("backup", str(there))

    assert said == f"{there} is there already, and a backup overwrites nothing."
    assert there.read_text() == "kept"


def test_a_backup_needs_a_role_that_reads_all(source: Place, tmp_path: Path) -> None:
    file = tmp_path / "new.zip"
    weak = address_of("DATABASE_OWNER_URL", source.database)

    missing = source.refusal("backup", str(file), DATABASE_BACKUP_URL="")
    too_weak = source.refusal("backup", str(file), DATABASE_BACKUP_URL=weak)

    assert missing == (
        "Set DATABASE_BACKUP_URL to a role that row-level security does not stop. "
        "docs/operations.md shows how to make one."
    )
    assert too_weak == (
        "The role klinik_owner of DATABASE_BACKUP_URL cannot read everything: it needs BYPASSRLS "
        "and pg_read_all_data. docs/operations.md shows how to make one."
    )
    assert not file.exists()


def test_a_backup_is_of_the_database_that_is_used(
    source: Place, backup_role: Callable[[str], str], real: str, tmp_path: Path
) -> None:
    other = backup_role(real)

    said = source.refusal("backup", str(tmp_path / "new.zip"), DATABASE_BACKUP_URL=other)

    assert said == (
        f"DATABASE_BACKUP_URL names the database {real}, DATABASE_URL {source.database}."
    )


def test_an_empty_database_has_no_backup(
    empty: Place, backup_role: Callable[[str], str], tmp_path: Path
) -> None:
    url = backup_role(empty.database)

    said = empty.refusal("backup", str(tmp_path / "new.zip"), DATABASE_BACKUP_URL=url)

    assert said == "The database is empty: there is nothing to back up."
    assert not (tmp_path / "new.zip").exists()


def test_a_backup_does_not_lie_among_the_files(source: Place) -> None:
    files = source.data / "files"

    said = source.refusal("backup", str(files / "new.zip"))

    assert said == f"{files} holds the uploaded files; put the backup elsewhere."


def test_a_place_that_is_filled_is_refused(source: Place, archive: Path, empty: Place) -> None:
    (empty.data / "files").mkdir(parents=True)
    (empty.data / "files" / "mine.pdf").write_text("mine")

    assert source.refusal("restore", str(archive)) == (
        "The database is not empty: restore into a new one."
    )
    assert empty.refusal("restore", str(archive)) == (
        f"The folder {empty.data}/files is not empty: restore into a new KLINIK_DATA."
    )
    assert [path.name for path in (empty.data / "files").iterdir()] == ["mine.pdf"]


def test_what_is_no_whole_backup_is_refused(archive: Path, empty: Place, tmp_path: Path) -> None:
    short, foreign = tmp_path / "short.zip", tmp_path / "foreign.zip"
    short.write_bytes(archive.read_bytes()[:-1000])
    with ZipFile(foreign, "w") as other:
        other.writestr("surat.txt", "Assalamu'alaikum")
    parts = manifest_of(archive)["parts"]
    assert isinstance(parts, dict)
    other_hash = changed(archive, tmp_path / "hash.zip", parts=parts | {"database.dump": "0" * 64})
    one_less = changed(archive, tmp_path / "less.zip", parts={"database.dump": "0" * 64})

    assert empty.refusal("restore", str(tmp_path / "none.zip")) == (
        f"There is no file {tmp_path}/none.zip."
    )
    assert empty.refusal("restore", str(short)) == (
        f"{short} is cut off or damaged, or it is no backup."
    )
    assert empty.refusal("restore", str(foreign)) == f"{foreign} is no backup of Klinik OPOP."
    assert empty.refusal("restore", other_hash) == (
        f"{other_hash} is damaged: database.dump is not what was put in."
    )
    assert empty.refusal("restore", one_less) == (
        f"{one_less} is damaged: it does not hold the parts that its manifest names."
    )
    assert empty.catalogue()[0] == []


def test_what_this_place_cannot_take_is_refused(
    archive: Path, empty: Place, tmp_path: Path
) -> None:
    newer = {"version": "9.0", "migrations": [["ledger", "9999_later"]]}
    later = changed(archive, tmp_path / "later.zip", **newer)
    form = changed(archive, tmp_path / "form.zip", version="9.0", format=2)
    roles = changed(archive, tmp_path / "roles.zip", application="santri_app")
    server = changed(archive, tmp_path / "server.zip", postgres=99)

    for file in (later, form):
        assert empty.refusal("restore", file) == (
            f"{file} was made by a newer version (9.0): restore it with that one."
        )
    assert empty.refusal("restore", roles) == (
        "The backup is for the application's role santri_app; here it is klinik_app."
    )
    assert empty.refusal("restore", server).startswith("The backup comes from PostgreSQL 99, ")
    assert empty.catalogue()[0] == []


def test_a_full_and_a_read_only_disk_are_one_sentence(source: Place, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=64k none {disk}"
    attempt = ["unshare", "-m", "sh", "-c", mount]
    if not shutil.which("unshare") or subprocess.run(attempt, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    klinik = f"{sys.executable} -m klinik.web.cli"
    script = (
        f"{mount}; {klinik} backup {disk}/a.zip; ls -A {disk} >&2; "
        f"mount -o remount,ro {disk}; {klinik} backup {disk}/b.zip; "
        f"export DATABASE_URL= DATABASE_OWNER_URL= KLINIK_DATA={disk}; {klinik} verify; "
        f"mount -o remount,rw {disk}; {klinik} verify; "
        f"dd if=/dev/zero of={disk}/fill bs=1k 2>/dev/null; {klinik} verify"
    )

    said = source.klinik("exec", "--", "unshare", "-m", "sh", "-c", script).stderr

    cannot_run = "klinik: The embedded PostgreSQL cannot run: "
    instead = " Set DATABASE_URL and DATABASE_OWNER_URL to use a server of your own."
    assert said.splitlines() == [
        f"klinik: The backup {disk}/a.zip cannot be written: the disk is full.",
        f"klinik: The backup {disk}/b.zip cannot be written: the disk is read-only.",
        f"{cannot_run}the folder {disk}/postgres cannot be used: the disk is read-only.{instead}",
        f"{cannot_run}initdb failed: the disk is full.{instead}",
        f"{cannot_run}the folder {disk}/postgres cannot be used: the disk is full.{instead}",
    ]
