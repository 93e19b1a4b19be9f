"""/metrics is there for whoever has the token, and for nobody else."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from klinik.core import env
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.refusals import Overdrawn
from klinik.tenancy.database import acting_for
from klinik.tenancy.roles import Role
from tests.finance.books import account, make_books, put
from tests.world import make_member_of

TOKEN = "sebuah-kata-yang-panjang"


@pytest.fixture
def watched(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN


def ask(client: Client, token: str = TOKEN) -> str:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    return answer.content.decode()


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0


@pytest.mark.parametrize("given", ["", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN])
def test_without_the_token_there_is_nothing(
    client: Client, db: None, watched: None, given: str
) -> None:
    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_without_a_setting_no_token_opens(client: Client, db: None, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_requests_are_counted_by_route_and_never_by_address(
    client: Client, db: None, watched: None
) -> None:
    name = 'klinik_requests_total{method="GET",route="account_login",status="200"}'
    before = value(ask(client), name)

    client.get("/masuk/?next=/rahasia/")

    text = ask(client)
    assert value(text, name) == before + 1
    assert value(text, "klinik_database_up") == 1
    assert value(text, 'klinik_jobs{status="failed"}') == 0
    assert "klinik_database_connections{" in text
    assert "rahasia" not in text


def test_refused_postings_are_counted_by_their_code(
    client: Client, db: None, watched: None
) -> None:
    koppontren = make_books()
    by = make_member_of(koppontren, Role.MANAGER)
    name = f'klinik_postings_refused_total{{code="{Overdrawn.code}"}}'
    before = value(ask(client), name)

    with acting_for(koppontren):
        cash, other = account(koppontren, "1111"), account(koppontren, "1112")
        with pytest.raises(Overdrawn):
            put(koppontren, [dr(other, 5), cr(cash, 5)], by=by)

    assert value(ask(client), name) == before + 1


def test_a_short_token_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINIK_METRICS_TOKEN", "pendek")

    with pytest.raises(env.BadSetting, match="KLINIK_METRICS_TOKEN is short"):
        env.secret("KLINIK_METRICS_TOKEN")


def test_processes_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    count = "from klinik.core.metrics import *; count_request("
    one = count + "method='GET', route='a', status=200, took=0.1)"
    for words in (one, one):
        subprocess.run([sys.executable, "-c", words], check=True)
    said = subprocess.run(
        [sys.executable, "-c", "from klinik.core.metrics import *; print(exposition().decode())"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert value(said, 'klinik_requests_total{method="GET",route="a",status="200"}') == 2
