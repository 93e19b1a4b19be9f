"""The key that signs sessions, kept in the data folder where the environment gives none."""

import os
from pathlib import Path
from secrets import token_urlsafe


def kept_secret(folder: Path) -> str:
    """The secret of this installation: made once, readable by its own user only."""
    path = folder / "secret-key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"secret-key.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(token_urlsafe(48), encoding="ascii")
    try:
        os.link(fresh, path)  # the first of several processes wins, and nobody reads half a key
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text(encoding="ascii")
