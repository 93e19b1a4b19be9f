"""Settings from the environment, which refuse nonsense with a sentence instead of guessing."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})
SHORTEST_SECRET = 16
# Django's None forbids psycopg to prepare even what core/database.py asks it to; a number that is
# never reached allows that, and prepares nothing by itself.
PREPARED_WHEN_ASKED = 2**31
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")

# Lets the settings be imported where nothing is asked of a database (types, style, catalogues).
NOWHERE = "postgresql://klinik_app@/klinik?host=/nonexistent"


class BadSetting(Exception):
    """The environment says something that cannot be meant; the message is for people."""


def text(name: str, default: str) -> str:
    """The variable as it stands; set but empty counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """A yes or a no."""
    word = text(name, "1" if default else "0").lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadSetting(f"{name}={word} is neither yes nor no. Write {name}=1 or {name}=0.")


def whole(name: str, default: int) -> int:
    """A whole number, zero or more."""
    digits = text(name, str(default))
    if not (digits.isascii() and digits.isdigit()):
        raise BadSetting(f"{name}={digits} is not a whole number.")
    return int(digits)


def hosts(name: str) -> list[str]:
    """Names of other servers, with commas between them; empty where none is set."""
    names = [word.strip().lower() for word in text(name, "").split(",") if word.strip()]
    for host in names:
        if not HOST.fullmatch(host):
            raise BadSetting(f"{name} has {host}: write names as in meet.example.org, no address.")
    return names


def secret(name: str) -> str:
    """A word that opens something, long enough not to be guessed; empty where none is set."""
    word = text(name, "")
    if word and len(word) < SHORTEST_SECRET:
        raise BadSetting(f"{name} is short: take {SHORTEST_SECRET} letters and digits or more.")
    return word


def data_folder() -> Path:
    """Where the embedded database lives: KLINIK_DATA, else `.klinik/` in the project."""
    project = Path(__file__).resolve().parents[3]
    if not (project / "pyproject.toml").exists():
        project = Path.cwd()
    return Path(text("KLINIK_DATA", str(project / ".klinik"))).absolute()


def databases() -> dict[str, dict[str, Any]]:
    """Django's DATABASES: `default` is the application's role, `owner` the one that migrates."""
    owner_url = text("DATABASE_OWNER_URL", "")
    application_url = text("DATABASE_URL", "")
    if owner_url and not application_url:
        raise BadSetting("DATABASE_OWNER_URL is set and DATABASE_URL is not; set both.")
    default = _database("DATABASE_URL", application_url or NOWHERE)
    if not owner_url:
        return {"default": default}
    owner = _database("DATABASE_OWNER_URL", owner_url)
    refuse_one_role(default, owner)
    return {"default": default, "owner": owner}


def refuse_one_role(default: dict[str, Any], owner: dict[str, Any]) -> None:
    """Two roles on one database: the owner of a table is not held by its row-level security."""
    if default["USER"] == owner["USER"]:
        raise BadSetting(
            f"DATABASE_URL and DATABASE_OWNER_URL both name the role {owner['USER']!r}. "
            "The application needs a role of its own that owns nothing."
        )
    if default["NAME"] != owner["NAME"]:
        raise BadSetting("DATABASE_URL and DATABASE_OWNER_URL name different databases.")


def _database(variable: str, url: str) -> dict[str, Any]:
    # libpq's own parser: it knows socket folders, lists of hosts and every option.
    if not url.startswith(("postgresql://", "postgres://")):
        raise BadSetting(f"{variable} must begin with postgresql://")
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(url))
    except ProgrammingError as error:
        raise BadSetting(f"{variable} cannot be read: {error}".strip()) from None
    name = parts.pop("dbname", None)
    user = parts.pop("user", None)
    if not name or not user:
        raise BadSetting(f"{variable} must name a role and a database: postgresql://role@host/name")
    return {
        "ENGINE": "klinik.core.postgres",
        "NAME": name,
        "USER": user,
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts | {"prepare_threshold": PREPARED_WHEN_ASKED},
        # A new connection for each request is twenty times slower. The check (our
        # ENGINE's own) notices a server that was restarted in between.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": f"test_{name}"},
    }
