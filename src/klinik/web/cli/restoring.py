"""`klinik restore`: an archive of `klinik backup` into an empty place."""

from __future__ import annotations

import argparse
from pathlib import Path

from klinik.core import env
from klinik.core.embedded_postgres.privileges import hand_over
from klinik.web.cli import archive, database, programs
from klinik.web.cli.refusal import Refused

IS_FULL = """
SELECT EXISTS (
  SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
)
"""


def restore(arguments: argparse.Namespace) -> int:
    """Unpack and compare, look whether the place is empty, and only then fill it."""
    file = Path(arguments.file).absolute()
    with (
        archive.unpacked(file, env.data_folder()) as (manifest, folder),
        database.database(migrates=True),
    ):
        from django.conf import settings

        files = Path(settings.MEDIA_ROOT)
        _refuse_newer(manifest, file)
        _refuse_other_roles(manifest)
        _refuse_filled(files)
        major = _major_for(manifest)
        programs.load(folder / archive.DUMP, env.text("DATABASE_OWNER_URL", ""), major=major)
        if (folder / archive.FILES).exists():
            (folder / archive.FILES).rename(files)
            # Root may restore for somebody else: to whom the data folder belongs, belong the files.
            owner = files.parent.stat()
            hand_over(files, owner.st_uid, owner.st_gid)
        database.migrate()
    rows = sum(manifest["counts"].values())
    print(f"Restored {rows} rows and {len(manifest['parts']) - 1} files of {manifest['made_at']}.")
    return 0


def _refuse_newer(manifest: archive.Manifest, file: Path) -> None:
    known = set(database.migrations_on_disk())
    if {tuple(migration) for migration in manifest["migrations"]} - known:
        raise Refused(
            f"{file} was made by a newer version ({manifest['version']}): restore it with that one."
        )


def _refuse_other_roles(manifest: archive.Manifest) -> None:
    # The grants in the dump name them.
    known = env.databases()
    for alias, key in (("default", "application"), ("owner", "owner")):
        found, wanted = known[alias]["USER"], manifest[key]
        if found != wanted:
            raise Refused(f"The backup is for the {key}'s role {wanted}; here it is {found}.")


def _refuse_filled(files: Path) -> None:
    with database.connect("owner") as connection:
        row = connection.execute(IS_FULL).fetchone()
    if row and row[0]:
        raise Refused("The database is not empty: restore into a new one.")
    if files.exists() and any(files.iterdir()):
        raise Refused(f"The folder {files} is not empty: restore into a new KLINIK_DATA.")


def _major_for(manifest: archive.Manifest) -> int:
    with database.connect("owner") as connection:
        found = connection.info.server_version // 10_000
    if found < manifest["postgres"]:
        raise Refused(
            f"The backup comes from PostgreSQL {manifest['postgres']}, which this server's "
            f"{found} cannot read; use {manifest['postgres']} or newer."
        )
    return found
