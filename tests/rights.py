"""Who gets what at every address: the house is walked by one person of every role.

`tests/rights_matrix.txt` is what came of it, compared by tests/test_rights.py. Pages are rendered
from empty templates here: who may is decided before.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from http.cookies import SimpleCookie
from inspect import getdoc
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from django.core import signing
from django.db import transaction
from django.template import Origin
from django.template.loaders.base import Loader
from django.test import Client
from django.urls import resolve, reverse

from klinik.clinic.discussions.commands import open_topic, reply
from klinik.clinic.discussions.models import Topic
from klinik.clinic.sessions.models import Recommendation, Session
from klinik.clinic.sessions.room.commands import happen
from klinik.clinic.sessions.room.rules import Kind
from klinik.clinic.stories.commands import Telling, begin_story, send_story
from klinik.clinic.stories.models import Story
from klinik.directory.commands import add_paper
from klinik.directory.models import Paper, Partner, Product
from klinik.directory.partners.commands import make_offer
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.commands import invite
from klinik.tenancy.models import (
    Invitation,
    Koppontren,
    Membership,
    Office,
    Place,
    Programme,
    in_place,
)
from klinik.tenancy.roles import (
    HELPERS,
    KOPPONTREN_RIGHTS,
    OFFICE_ROLES,
    PARTNER_RIGHTS,
    PESANTREN_ROLES,
    Role,
)
from klinik.web.api import api
from tests import world
from tests.clinic.scene import STORY, Scene
from tests.clinic.sessions.scene import PanelScene
from tests.test_walls import ALL, TENANT_ROWS, furnish, rows_in

MATRIX = Path(__file__).with_name("rights_matrix.txt")
DOCUMENT = Path(__file__).parent.parent / "docs" / "rights.md"
VERBS = ("GET", "POST")
PUBLIC, STRANGER = "public", "stranger"
NEIGHBOUR, ELSEWHERE, REGENCY = "neighbour", "office elsewhere", "@regency"
SENT = {"lain": "x"}  # a form that was filled in, with nothing that it asks for
Cell = dict[str, str]  # a person's column -> what they got
Matrix = dict[str, Cell]  # "GET route" -> cell


class Silent(Loader):
    """Every template is there, and empty."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        """One source for any name."""
        yield Origin(name=template_name, template_name=template_name, loader=self)

    def get_contents(self, origin: Origin) -> str:
        """Nothing."""
        return ""


def silent(templates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The settings of templates with every template empty."""
    (engine,) = templates
    options = engine["OPTIONS"] | {"loaders": ["tests.rights.Silent"]}
    return [engine | {"APP_DIRS": False, "OPTIONS": options}]


class House(NamedTuple):
    """Everybody who walks, by the name of their column, and what the addresses ask for."""

    people: dict[str, User | None]
    rows: dict[str, dict[str, object]]


def build() -> House:
    """Al-Hikmah of Lamongan with a row for every address, and one person of each role."""
    Programme.objects.create(pk=1, province="Jawa Timur", name="OPOP", short_name="Klinik OPOP")
    scene = Scene.set()
    ours = furnish(scene.koppontren)
    theirs = world.make_koppontren(
        "an-nur",
        pesantren=world.make_pesantren(
            "an-nur", region=world.make_region("3573", "Malang", "kota")
        ),
    )
    partner, other = world.make_partner(), world.make_partner("radio", kind="media")
    house = House(_people(scene, theirs, partner, other), _rows(scene, ours, partner))
    for person in filter(None, house.people.values()):
        person.password = "md5$x$y"  # people here have one, and nobody types it
        person.save(update_fields=["password"])
    return house


def _people(
    scene: Scene, theirs: Koppontren, partner: Partner, other: Partner
) -> dict[str, User | None]:
    people: dict[str, User | None] = {PUBLIC: None, STRANGER: world.make_user()}
    for role in KOPPONTREN_RIGHTS:
        people[role] = world.make_member_of(scene.koppontren, role)
    people[Role.ASSISTANT] = world.make_member_of(scene.pesantren, Role.ASSISTANT)
    for role in PARTNER_RIGHTS:
        people[role] = world.make_member_of(partner, role)
    # Rights add up: what somebody with all of these roles cannot do, nobody with one of them can.
    people[NEIGHBOUR] = _with_all(
        {theirs: KOPPONTREN_RIGHTS, theirs.pesantren: PESANTREN_ROLES, other: PARTNER_RIGHTS}
    )
    people[Role.OFFICER] = scene.officer
    secretariat = Office.objects.get(code="sekretariat")
    lamongan = world.make_office("lamongan", region=scene.pesantren.region)
    for role in (Role.SECRETARIAT, Role.ADMINISTRATOR):
        people[role] = world.make_member_of(secretariat, role)
    for role in sorted(OFFICE_ROLES):
        people[role + REGENCY] = world.make_member_of(lamongan, role)
    malang = world.make_office("malang", region=theirs.pesantren.region)
    people[ELSEWHERE] = _with_all({malang: OFFICE_ROLES | HELPERS})
    return people


def _with_all(places: Mapping[Place, Iterable[Role]]) -> User:
    person = world.make_user()
    for place, roles in places.items():
        for role in roles:
            Membership.objects.create(user=person, role=role, **in_place(place))
    return person


def _rows(scene: Scene, ours: Koppontren, partner: Partner) -> dict[str, dict[str, object]]:
    """What stands in each address; rows of a koppontren are those of the walls test."""
    case = scene.agreed()
    read_as(scene.manager)
    activity = case.activities.get()
    product = Product.objects.create(
        pesantren=scene.pesantren, name="Keripik", sector="makanan", category="x", is_simulated=True
    )
    paper = add_paper(
        product,
        kind=Paper.Kind.HALAL,
        number="H-1",
        valid_until=None,
        request_id=uuid4(),
        by=scene.manager,
    )
    invitation = invite(
        ours,
        role=Role.TELLER,
        name="Teller Baru",
        email="baru@contoh.example",
        request_id=uuid4(),
        by=scene.manager,
    )
    held = Membership.objects.get(user=world.make_member_of(ours, Role.CASHIER))
    read_as(world.make_member_of(partner, Role.PARTNER))
    offer = make_offer(
        partner,
        kind="training",
        title="Pelatihan",
        text="",
        aspects=[],
        regions=[],
        until=None,
        request_id=uuid4(),
    )
    sealed = signing.Signer(salt=Invitation.SALT).sign(str(invitation.pk))
    nobodys: dict[str, object] = {"number": uuid4()}
    session, recommendation = _session(scene)
    twin = world.make_pesantren("nurul-huda", region=scene.pesantren.region)
    of_case: dict[str, object] = {
        "number": case.number,
        "activity": activity.pk,
        "reading": case.baseline_id or 0,
        "help": 1,
        "referral": 1,
        "file": 1,
    }
    topic = _topic(scene)
    by_app: dict[str, dict[str, object]] = {
        "cases": of_case,
        "sessions": {
            "slug": session.slug,
            "number": recommendation.number,
            "panelist": 1,
            "item": 1,
            "question": 1,
        },
        "discussions": {"slug": topic.slug, "number": 2, "file": 1},
        "stories": {
            "number": case.number,
            "slug": scene.pesantren.slug,
            "draft": _story(scene).pk,
            "picture": 1,
            "size": "besar",
        },
        "founding": {"slug": scene.pesantren.slug},
        "offices": {"code": scene.office.code},
        "regency": {"code": scene.pesantren.region.code},
        "chain": {"slug": scene.pesantren.slug},
        "people": nobodys,
        "own": {
            "place": scene.koppontren.slug,
            "number": "A-0001",
            "account": "P-0001",
            "month": "2025-01",
            "sealed": "tidak-berlaku",
        },
        "jobs": nobodys,
        "acquirers": nobodys,
        "directory": {
            "slug": scene.pesantren.slug,
            "number": product.pk,
            "code": scene.pesantren.region.code,
            "name": "tidak-ada",
        },
        "tenancy": {
            "slug": scene.pesantren.slug,
            "product": product.pk,
            "paper": paper.pk,
            "code": scene.office.code,
            "number": invitation.number,
            "sealed": sealed,
            "pk": held.pk,
            "kind": "csv",
            "one": scene.pesantren.slug,
            "other": twin.slug,
        },
        "": {"uidb36": "1", "key": "tidak-berlaku"},
    }
    of_partner: dict[str, object] = {"slug": partner.slug, "number": offer.pk}
    of_product = by_app["tenancy"] | {"number": product.pk}
    rows: dict[str, dict[str, object]] = {}
    for route in walked():
        names = ALL[route]
        app = route.split(":")[0] if ":" in route else ""
        known = of_partner if "partner" in route or ":offer_" in route else by_app.get(app, {})
        if route.startswith("tenancy:product"):
            known = of_product
        if route == "web:own_copy":
            known = nobodys
        if ":figure_" in route:
            known = {"slug": scene.pesantren.slug, "reading": case.baseline_id or 0}
        if ":indicator" in route:
            known = {"code": "member-savings-total"}
        if "koppontren" in names:
            known = {"koppontren": ours.slug, **TENANT_ROWS.get(route, {})}
        rows[route] = {name: known.get(name, NOBODYS.get(name)) for name in names}
        if None in rows[route].values():
            raise AssertionError(f"say here what {route} asks for: {sorted(names)}")
    return rows


def _session(scene: Scene) -> tuple[Session, Recommendation]:
    """A session that runs: our pesantren has a place, asked something, got a recommendation."""
    panel = PanelScene.around(scene)
    session = panel.running()
    panel.registered(session)
    asked = {"text": "Bagaimana?"}
    happen(session, Kind.ASKED, by=scene.manager, pesantren=scene.pesantren, payload=asked)
    return session, panel.recommended(session)


def _topic(scene: Scene) -> Topic:
    """The manager asked, and the officer of the aspect answered."""
    assert scene.office.aspect
    read_as(scene.manager)
    topic = open_topic(
        title="Topik",
        body="Tanya",
        aspect=scene.office.aspect,
        request_id=uuid4(),
        by=scene.manager,
    )
    read_as(scene.officer)
    reply(topic, body="Jawab", request_id=uuid4(), by=scene.officer)
    return topic


def _story(scene: Scene) -> Story:
    """The manager wrote a story and sent it."""
    read_as(scene.manager)
    story = begin_story(
        scene.pesantren,
        telling=Telling(**STORY),
        aspect=scene.office.aspect,
        request_id=uuid4(),
        by=scene.manager,
    )
    return send_story(story, agrees=True, by=scene.manager)


# Where an address names something that its app has no row of here: it is asked for in vain.
NOBODYS: dict[str, object] = {
    "pk": 1,
    "number": 1,
    "top_up": "T0000000000",
    "slug": "tidak-ada",
    "handle": "tidak-ada",
    "kind": "csv",
    "sealed": "tidak-ada",
    "photo": 1,
    "product": 1,
    "paper": 1,
    "step": "tidak-ada",
    "name": "tidak-ada",
    "person": 1,
}


def walked() -> list[str]:
    """The addresses that are pages; the API is walked by operation."""
    return sorted(route for route in ALL if not route.startswith("api-"))


def operations() -> list[tuple[str, str]]:
    """Every operation of the API, as (verb, path)."""
    paths = api.get_openapi_schema()["paths"]
    return [(verb.upper(), path) for path, verbs in paths.items() for verb in verbs]


def walk(house: House) -> Matrix:
    """Ask every address as everybody; nothing that is asked changes anything."""
    urls = {route: reverse(route, kwargs=house.rows[route]) for route in walked()}
    matrix: Matrix = defaultdict(dict)
    for column, person in house.people.items():
        ask = _asking(person)
        for route, url in urls.items():
            for verb in VERBS:
                cell = matrix[f"{verb} {route}"]
                # What an address does not do, it does for nobody: that comes before who asks.
                undone = person and cell.get(STRANGER) == "405"
                cell[column] = "405" if undone else ask(verb, url, SENT)
        for verb, path in operations():
            url = path.format(
                koppontren="al-hikmah",
                slug="al-hikmah",
                place="al-hikmah",
                account="P-0001",
                **rows_in(path),
            )
            matrix[f"{verb} {path}"][column] = ask(verb, url, None)
    return dict(matrix)


def _asking(person: User | None) -> Callable[[str, str, Any], str]:
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
    session = client.cookies.output(header="", sep=";")

    def ask(verb: str, url: str, data: Any) -> str:
        client.cookies = SimpleCookie(session)
        headers = {"Idempotency-Key": str(uuid4())} if data is None else {}
        with transaction.atomic():
            if verb == "GET":
                answer = client.get(url)
            elif data is None:
                answer = client.post(url, '{"amount": 1000}', "application/json", headers=headers)
            else:
                answer = client.post(url, data)
            if answer.streaming:
                answer.getvalue()
            transaction.set_rollback(True)
        return _said(answer)

    return ask


def _said(answer: Any) -> str:
    to = answer.headers.get("Location", "")
    if answer.status_code == 302 and to.startswith(reverse("account_login")):
        return "login"
    return str(answer.status_code)


def written(matrix: Matrix) -> str:
    """The matrix as people read it: one block for each address and verb."""
    blocks = (_block(name, matrix[name]) for name in sorted(matrix, key=_order))
    return "\n".join([HEAD, *blocks, ""])


HEAD = """\
# Who gets what at every address. Made by `make rights`; do not edit.
# login: asked to sign in. 200: shown. 302: done, or sent on. 422: may, but nothing was filled in.
# 403: known here, without the right. 404: nothing here for this person. -: not done there, whoever.
# neighbour: somebody with every role of another koppontren, its pesantren and another partner;
# @regency: in the office of the regency where Al-Hikmah is; office elsewhere: somebody with every
# role in the office of another regency. The other offices are the province's.
"""


def _order(name: str) -> tuple[bool, str, str]:
    verb, address = name.split(" ")
    return (address.startswith("/"), address, verb)


def _block(name: str, cell: Cell) -> str:
    if cell[STRANGER] == "405":
        return f"{name} -"
    by_answer: dict[str, list[str]] = defaultdict(list)
    for column, said in cell.items():
        by_answer[said].append(column)
    lines = [
        f"    {said:5} {', '.join(_gathered(columns, cell))}"
        for said, columns in sorted(by_answer.items())
    ]
    return "\n".join([name, *lines])


def _gathered(columns: list[str], cell: Cell) -> list[str]:
    """Names of a group that got the same are one name."""
    if len(columns) == len(cell):
        return ["everybody"]
    if len(columns) == len(cell) - 1 and PUBLIC not in columns:
        return ["everybody signed in"]
    named, rest = [], list(columns)
    for name, group in GROUPS.items():
        if group <= set(rest):
            named.append(name)
            rest = [column for column in rest if column not in group]
    return [*rest, *named]


GROUPS = {
    "all of the koppontren": frozenset(KOPPONTREN_RIGHTS),
    "all of the partner": frozenset(PARTNER_RIGHTS),
    "all of the offices": frozenset(
        f"{role}{where}" for role in OFFICE_ROLES for where in ("", REGENCY)
    ),
    "all of the regency's office": frozenset(f"{role}{REGENCY}" for role in OFFICE_ROLES),
}


OFFICES: list[str] = [
    Role.OFFICER,
    Role.OFFICER + REGENCY,
    Role.SECRETARIAT,
    Role.ADMINISTRATOR,
]
READS, WRITES = {"200"}, {"200", "201", "302", "422"}
AREAS: dict[str, tuple[str, list[str]]] = {
    "A koppontren": ("koppontren/", [*KOPPONTREN_RIGHTS]),
    "A pesantren": ("pesantren/", [Role.BOARD, Role.MANAGER, Role.ASSISTANT, *OFFICES]),
    "A case": ("kasus/", [Role.BOARD, Role.MANAGER, Role.SUPERVISOR, Role.ASSISTANT, *OFFICES]),
    "A panel session": ("sesi/", [Role.BOARD, Role.MANAGER, Role.ASSISTANT, *OFFICES]),
    "A discussion": (
        "diskusi/",
        [Role.MANAGER, Role.MEMBER, Role.ASSISTANT, Role.PARTNER, *OFFICES],
    ),
    "A partner": ("mitra/", [*PARTNER_RIGHTS, *OFFICES]),
    "The offices": ("", OFFICES),
}


def for_people(matrix: Matrix, house: House) -> str:
    """docs/rights.md: what each role sees and does, page by page."""
    left = {route: _shape(house, route) for route in walked()}
    parts = [INTRODUCTION]
    for title, (prefix, columns) in AREAS.items():
        here = [route for route, shape in left.items() if shape.startswith(f"/{prefix}")]
        rows = [
            row for route in here if (row := _row(matrix, house, route, left.pop(route), columns))
        ]
        parts.append("\n".join([f"## {title}", "", *_heading(columns), *sorted(rows), ""]))
    return "\n".join(parts)


INTRODUCTION = """\
# Who may do what

Made by `make rights` from walking every address as everybody; a test holds it true. **S**: sees,
**D**: does, empty: neither. What everybody may, or nobody of the table, is left out. Which right a
role carries stands in `src/klinik/tenancy/roles.py`; all answers, also those to strangers and
neighbours, stand in `tests/rights_matrix.txt`.
"""


def _heading(columns: list[str]) -> list[str]:
    names = [str(column).replace("_", " ") for column in columns]
    return [f"| | {' | '.join(names)} |", f"|---|{'---|' * len(columns)}"]


def _row(matrix: Matrix, house: House, route: str, shape: str, columns: list[str]) -> str:
    seen, done = matrix[f"GET {route}"], matrix[f"POST {route}"]
    if seen[STRANGER] in READS or done[STRANGER] in WRITES:
        return ""
    marks = ["S" * (seen[column] in READS) + "D" * (done[column] in WRITES) for column in columns]
    told = _told(reverse(route, kwargs=house.rows[route]))
    return f"| {told} `{shape}` | {' | '.join(marks)} |" if any(marks) else ""


def _shape(house: House, route: str) -> str:
    """The address with the names of what varies in it."""
    kwargs = house.rows[route]
    url = reverse(route, kwargs=kwargs)
    for name, value in kwargs.items():
        url = url.replace(f"/{value}/", f"/<{name}>/", 1)
    return url


def _told(url: str) -> str:
    """The first line of what a page says of itself."""
    return (getdoc(resolve(url).func) or "").split("\n")[0]
