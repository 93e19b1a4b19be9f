"""Rough input for every operation of the API's finance half, and the people who send it."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from klinik.core.database import set_local
from klinik.core.imports.commands import keep
from klinik.core.imports.rules import Row as Line
from klinik.core.imports.sheets import Sheet
from klinik.finance.ledger.models import Draft
from klinik.finance.members.ties.commands import make_tie, take_tie
from klinik.finance.savings.intake.queries import tables_of
from klinik.finance.savings.limits.commands import set_default_limits, submit_deposit
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.tills.commands.delivering import send_cash
from klinik.finance.tills.models import Delivery
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import ApiToken, Koppontren
from klinik.tenancy.roles import Role
from klinik.tenancy.tokens.commands import make_token
from klinik.web.api import api
from tests.finance.collecting.scene import Road, slip
from tests.finance.counter import kas, make_savings
from tests.finance.own.conftest import child_in
from tests.finance.sharing.conftest import make_pool
from tests.finance.tills.drawers import put_into_kas
from tests.test_walls import tables
from tests.world import make_member_of

ROUGH: list[Any] = [
    *(None, True, -1, 0, 1.5, 10**30, -(10**30), "", " ", "0", "-1", "1e9"),
    *("\0", "a\0b", "\ud800", "محمد أحمد", "ꦱꦶꦠꦶ", "'; --", "%", "x" * 5000, "👳" * 300),
    *("2026-13-45", "0001-01-01", "9999-12-31", "9999-12", "00000000-0000-0000-0000-000000000000"),
    *([], [None], {}, {"a": {}}, [[[[[]]]]], {"W-0001": -1}, {"": ""}, {"W-0001": 2**63}),
]
BODIES = ["", "null", "[]", "{", "1e999", '{"amount": NaN}', '{"amount": Infinity}', "[" * 3000]
KEYS = ["", "x", str(uuid5(NAMESPACE_URL, "known before")), "محمد".encode().decode("latin-1")]
FORM = "multipart/form-data"
SAID: dict[str, Any] = {
    "amount": 1_000,
    "to": "W-0002",
    "account": "W-0001",
    "name": "Fulan",
    "reason": "Keliru",
    "product": "S",
    "unit": "USPPS",
    "month": "2026-08",
    "seen": 0,
    "page": 1,
    "shown": 0,
    "pieces": {"n50000": 1},
    "source": "1111",
    "target": "1111",
    "kind": "till",
    "how": "Setor",
    "expense": "5310",
    "incomes": ["4210"],
    "amounts": {"W-0001": 1_000},
    "capacity": "self",
    "purpose": "messages",
    "given_on": "2026-01-01",
    "given_by": "Fulan",
    "died_on": "2026-01-01",
    "sent_at": "2026-01-01T00:00:00+07:00",
    "withdrawal": "any_time",
    "columns": {"name": 0},
    "principal": 100_000,
    "on": "2026-01-01",
    "file": "Nama;No Anggota\nFulan;9\n",
    "photo": "no picture",
}


class Row(NamedTuple):
    """What a path or a body may name."""

    ours: dict[str, Any]
    theirs: dict[str, Any]


class House:
    """Al-Hikmah with somebody of each kind, and An-Nur whose members are called Rahasia."""

    def __init__(self) -> None:
        self.neighbour = Road("an-nur")
        for _one in range(3):
            self.neighbour.saver("Rahasia Tetangga")
        theirs = self._rows(self.neighbour, member="A-0005", savings="W-0005")
        self.stranger = self.neighbour.manager
        self.road = Road()
        self.koppontren = self.road.koppontren
        self.rows = Row(self._rows(self.road, member="A-0001", savings="W-0001"), theirs)
        self.people = self._people()
        self.asks = {who: self._asking(who, person) for who, person in self.people.items()}

    def _rows(self, road: Road, *, member: str, savings: str) -> dict[str, Any]:
        koppontren, manager = road.koppontren, road.manager
        make_pool(koppontren, manager)
        make_savings(road.hasan, manager)
        put_into_kas(koppontren, 500_000, manager)
        delivery, draft, refused = uuid4(), uuid4(), slip("W-9999")
        send_cash(
            kas(koppontren), target=road.bag.account, amount=9, request_id=delivery, by=manager
        )
        road.take(refused)
        set_default_limits(koppontren, deposit=5_000, withdrawal=5_000, by=manager)
        held = SavingsAccount.objects.of(koppontren).get(number="W-0002")
        waits = submit_deposit(held, amount=9_000, request_id=draft, by=manager)
        assert isinstance(waits, Draft)
        tie = make_tie(road.aminah, capacity="self", request_id=uuid4(), by=manager)
        sheet = Sheet(["Nama", "No Anggota"], [Line(2, ["Fulan", "9"])])
        about = {"place": [koppontren.slug], "on": "2026-01-01"}
        kind = tables_of(koppontren)
        table = keep(sheet, kind=kind, file_name="anggota.csv", about=about, by=manager)
        assert Delivery.objects.of(koppontren).count() == 1
        return {
            "koppontren": koppontren.slug,
            "place": koppontren.slug,
            "number": member,
            "account": savings,
            "savings": savings,
            "code": road.bag.account.code,
            "delivery": delivery,
            "draft": draft,
            "receipt": refused.request_id,
            "round": road.given.pk,
            "group": road.group.pk,
            "unit": "USPPS",
            "tie": tie.number,
            "entry": 1,
            "statement": "trial_balance",
            "month": "2026-08",
            "purpose": "messages",
            "prefix": "S",
            "table": table.number,
            "collector": road.collector.email,
            "to": savings,
            "teller": manager.email,
            "hand_over_to": manager.email,
        }

    def _people(self) -> dict[str, User | None]:
        road, here = self.road, self.koppontren
        people = {role: make_member_of(here, Role(role)) for role in ("teller", "member")}
        child = child_in(here, road.manager)
        guardian = make_member_of(here, Role.GUARDIAN)
        for member, capacity, person in (
            (road.aminah, "self", people["member"]),
            (child, "guardian", guardian),
        ):
            take_tie(
                make_tie(member, capacity=capacity, request_id=uuid4(), by=road.manager), by=person
            )
        return {
            **people,
            "guardian": guardian,
            "collector": road.collector,
            "manager": road.manager,
            "stranger": self.stranger,
            "nobody": None,
        }

    def _asking(self, who: str, person: User | None) -> tuple[Client, dict[str, str]]:
        client = Client(raise_request_exception=False)
        if person is None:
            return client, {}
        if who in {"member", "guardian"}:
            client.force_login(person)
            return client, {}
        here = self.neighbour.koppontren if who == "stranger" else self.koppontren
        return client, {"Authorization": f"Bearer {token_of(here, person)}"}


def token_of(koppontren: Koppontren, person: User) -> str:
    """A token that reads and records."""
    scope, number = ApiToken.Scope.WRITE, uuid4()
    with acting_for(koppontren):
        read_as(person)
        return make_token(
            koppontren, name="Uji", scope=scope, days=1, request_id=number, by=person
        )[1]


class Operation(NamedTuple):
    """One operation as its document says it."""

    verb: str
    path: str
    said: dict[str, Any]
    schemas: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.verb.upper()} {self.path}"

    @property
    def body(self) -> dict[str, Any] | None:
        """The schema of what is sent, if anything is."""
        content = self.said.get("requestBody", {}).get("content", {})
        found = content.get(FORM if self.is_form else "application/json", {}).get("schema", {})
        return self.schemas[found["$ref"].rsplit("/", 1)[1]] if "$ref" in found else found or None

    @property
    def is_form(self) -> bool:
        """A file is sent, and what goes with it."""
        return FORM in self.said.get("requestBody", {}).get("content", {})

    def named(self, place: str) -> list[str]:
        """The parameters in the path, the query or the headers."""
        return [one["name"] for one in self.said.get("parameters", []) if one["in"] == place]


def operations() -> list[Operation]:
    """Every operation of finance: those in a koppontren, and of one's own."""
    document = api.get_openapi_schema()
    schemas = document["components"]["schemas"]
    return [
        Operation(verb, path, said, schemas)
        for path, verbs in document["paths"].items()
        for verb, said in verbs.items()
        if path.startswith(("/api/koppontren/", "/api/own"))
    ]


class Asked(NamedTuple):
    """One request: what its path is, what is sent."""

    path: dict[str, Any]
    query: dict[str, Any]
    body: str | None
    key: str


def usual(operation: Operation, rows: dict[str, Any]) -> Asked:
    """What a careful program would send, as far as the document says."""
    fields = (operation.body or {}).get("properties", {})
    sent = {name: SAID.get(name, rows.get(name)) for name in fields}
    needed = (operation.body or {}).get("required", [])
    sent = {name: value for name, value in sent.items() if value is not None or name in needed}
    path = {name: rows.get(name, "x") for name in operation.named("path")}
    if "/savings/{number}" in operation.path:
        path["number"] = rows["savings"]
    body = json.dumps(sent, default=str) if operation.body else None
    return Asked(path, {}, body, str(uuid4()))


def rough(operation: Operation, rows: Row, *, seed: str, many: int) -> Iterator[Asked]:
    """Another's rows wherever one is named, and of everything that is rough `many`."""
    base = usual(operation, rows.ours)
    for name in base.path:
        theirs = usual(operation, rows.theirs).path[name]
        if name not in {"koppontren", "place"} and theirs != base.path[name]:
            yield base._replace(path=base.path | {name: theirs})
    sent = json.loads(base.body) if base.body else {}
    for name in sorted(sent.keys() & rows.theirs.keys()):
        yield base._replace(body=json.dumps(sent | {name: rows.theirs[name]}, default=str))
    cases = [*_rough_parts(operation, base, sent)]
    yield from Random(seed).sample(cases, min(many, len(cases)))


def _rough_parts(operation: Operation, base: Asked, sent: dict[str, Any]) -> Iterator[Asked]:
    fields = (operation.body or {}).get("properties", {})
    for value in ROUGH:
        yield from (base._replace(body=json.dumps(sent | {name: value})) for name in fields)
        yield from (base._replace(query={name: value}) for name in operation.named("query"))
        if str(value) not in {"", "."}:
            rows = sorted(base.path.keys() - {"koppontren", "place"})
            yield from (base._replace(path=base.path | {name: value}) for name in rows)
    for field in fields:
        yield base._replace(body=json.dumps({k: v for k, v in sent.items() if k != field}))
    yield from (base._replace(body=body) for body in BODIES if operation.body)
    yield from (base._replace(key=key) for key in KEYS if operation.named("header"))


def send(asking: tuple[Client, dict[str, str]], operation: Operation, asked: Asked) -> Any:
    """What the operation answers."""
    client, headers = asking
    url = operation.path.format(**{name: _quoted(value) for name, value in asked.path.items()})
    if asked.query:
        url += "?" + "&".join(f"{name}={_quoted(value)}" for name, value in asked.query.items())
    more = {"Idempotency-Key": asked.key} if operation.named("header") else {}
    body, sort = asked.body or "", FORM if operation.is_form else "application/json"
    if operation.is_form and (fields := _fields(body)):
        return client.post(url, fields, headers={**headers, **more})
    return client.generic(operation.verb.upper(), url, body, sort, headers={**headers, **more})


def _fields(body: str) -> dict[str, Any]:
    """What a form sends: files under the names of some, text under the others."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    texts = {name: str(value).encode("utf-8", "replace") for name, value in said.items()}
    return {
        name: SimpleUploadedFile(f"{name}.csv", text) if name in {"file", "photo"} else text
        for name, text in texts.items()
    }


def _quoted(value: object) -> str:
    return quote(str(value).encode("utf-8", "surrogatepass"), safe="")


def mark_of(road: Road) -> dict[str, tuple[int, int]]:
    """How many rows each table of the koppontren has, and another sum whenever one is another."""
    found = [name for name, is_walled, is_tenants in tables() if is_walled and is_tenants]
    hashed = "coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)"
    parts = [f"SELECT '{name}', count(*), {hashed} FROM \"{name}\" t" for name in found]
    with connection.cursor() as cursor, acting_for(road.koppontren):
        read_as(road.manager)  # some rows are a reader's own, or a token's: always the same eyes
        set_local("klinik.token", "")
        cursor.execute(" UNION ALL ".join(parts))
        return {name: (int(rows), int(sum_)) for name, rows, sum_ in cursor.fetchall()}
