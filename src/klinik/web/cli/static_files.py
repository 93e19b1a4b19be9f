"""Stylesheets, scripts and icons, collected only when one of them changed."""

from __future__ import annotations

import hashlib
from pathlib import Path


def collect() -> None:
    """Copy, name by content and compress every static file; a restart only compares stamps."""
    from django.conf import settings

    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now)


def _fingerprint() -> str:
    """Path, size and moment of every source file."""
    from django.apps import AppConfig
    from django.conf import settings

    total = hashlib.sha256()
    for entry in settings.INSTALLED_APPS:
        for file in sorted((Path(AppConfig.create(entry).path) / "static").rglob("*")):
            found = file.stat()
            total.update(f"{file} {found.st_size} {found.st_mtime_ns}\n".encode())
    return total.hexdigest()
