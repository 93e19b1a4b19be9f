"""What the base page needs to know of the person in front of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klinik.core.kept import Kept
from klinik.finance.members.ties.queries import sees_own
from klinik.people.models import User
from klinik.people.queries import unread_count
from klinik.tenancy.devices.rules import IDLE
from klinik.tenancy.models import PLACES, Membership
from klinik.tenancy.roles import (
    CASE_OPENERS,
    KOPPONTREN_RIGHTS,
    OFFICE_ROLES,
    PARTNER_RIGHTS,
    PartnerRight,
    Right,
    Role,
)
from klinik.tenancy.setup.queries import Shown
from klinik.web.places import CHOSEN, key_of, opens_a_page

Item = dict[str, Any]
KEYS_OF_KOPPONTREN: list[tuple[str, Right, Promise, str]] = [
    ("a", Right.READ_MEMBERS, gettext_lazy("Members"), "members:list"),
    ("u", Right.KEEP_BOOKS, gettext_lazy("Money in"), "ledger:money_in"),
    ("l", Right.KEEP_BOOKS, gettext_lazy("Money out"), "ledger:money_out"),
    ("j", Right.READ_BOOKS, gettext_lazy("Journal"), "ledger:journal"),
    ("n", Right.READ_BOOKS, gettext_lazy("Balance sheet"), "statements:balance_sheet"),
]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The menu of this person: asked of the database only when a page shows it."""
    return {
        "nav": SimpleLazyObject(lambda: _menu(request)),
        "programme": getattr(request, "programme", Shown()),
    }


def _menu(request: HttpRequest) -> Item:
    user = getattr(request, "user", None)  # an error page may come before the session
    person = user if user is not None and user.is_authenticated else None
    if person and person.by_pin:
        return _at_counter(request, person)
    roles = ROLES(timezone.localdate(), person.pk) if person else []
    chosen = request.session.get(CHOSEN, "") if person else ""
    places = _places(roles, request.path, chosen)
    items = [
        _item(request, _("Home"), reverse("web:home"), "home", key="b"),
        _item(
            request, _("Pesantren"), reverse("directory:pesantren_list"), "building-mosque", key="p"
        ),
        _item(request, _("Discussions"), reverse("discussions:list"), "message", key="d"),
        _item(request, _("Stories"), reverse("stories:list"), "news", key="s"),
        _item(
            request, _("Partners"), reverse("directory:partner_list"), "heart-handshake", key="m"
        ),
    ]
    items.insert(2, _item(request, _("Sessions"), reverse("sessions:list"), "calendar", key="e"))
    if places:
        items.insert(2, _item(request, _("Cases"), reverse("cases:list"), "stethoscope", key="k"))
    if any(place["in_office"] for place in places):
        desk = _item(request, _("My desk"), reverse("desk:desk"), "layout-dashboard", key="t")
        items.insert(1, desk)
    ours = [place for place in places if place["is_koppontren"] and place["url"]]
    koppontren = next((place for place in ours if place["current"]), ours[0] if ours else None)
    unread, sees_own = _of_person(person, roles) if person else (0, False)
    if sees_own:
        items.insert(1, _item(request, _("Savings"), reverse("own:list"), "pig-money", key="y"))
    if koppontren:
        items.insert(
            1, _item(request, _("Cooperative"), koppontren["url"], "building-store", key="o")
        )
    keys = [*items, *_keys(request, koppontren, person)]
    who = {"name": person.name, "initials": person.initials} if person else None
    return {
        "items": items,
        "keys": keys,
        "who": who,
        "unread": unread,
        "places": places,
        "place": next((place for place in places if place["current"]), None),
        "coordinates": any(place["coordinates"] for place in places),
        "brings_in": any(place["brings_in"] for place in places),
        "speaks_for": {place["speaks_for"] for place in places} - {""},
        "acts_for": {place["acts_for"] for place in places} - {""},
        "in_office": any(place["in_office"] for place in places),
        "answers_in": {place["answers_in"] for place in places} - {""},
    }


def _at_counter(request: HttpRequest, person: User) -> Item:
    """A shared device has no menu: the counter, whose turn it is, and a button for the next."""
    device = getattr(request, "device", None)
    who = {"name": person.name, "initials": person.initials}
    idle = int(IDLE.total_seconds())
    return {"shell": "tenancy/devices/_top.html", "who": who, "device": device, "idle": idle}


def _item(request: HttpRequest, label: str, url: str, icon: str = "", *, key: str) -> Item:
    """A page of the menu; "g" and its key lead there."""
    here = request.path == url if url == "/" else request.path.startswith(url)
    return {"label": label, "url": url, "icon": icon, "current": here, "key": key}


def _keys(request: HttpRequest, koppontren: Item | None, person: User | None) -> list[Item]:
    """Pages that have a key without standing in the menu."""
    keys = [_item(request, _("Inbox"), reverse("people:inbox"), key="i")] if person else []
    if koppontren:
        keys += [
            _item(request, str(name), reverse(url, args=[koppontren["slug"]]), key=key)
            for key, right, name, url in KEYS_OF_KOPPONTREN
            if right in koppontren["rights"]
        ]
    return keys


def _roles(day: Any, user: Any) -> QuerySet[Membership]:
    """The roles of a person, with the bell and the own savings; every page asks."""
    rows = Membership.objects.running(day).filter(user=user).order_by("id")
    rows = rows.select_related("koppontren__pesantren", "office__region", *PLACES)
    return rows.annotate(unread=unread_count(user), sees_own=sees_own(user))


ROLES = Kept(_roles)


def _of_person(user: User, roles: list[Membership]) -> tuple[int, bool]:
    """What waits in the inbox, and whether savings are tied to the account.

    Asked alone only where there is no role to ask beside.
    """
    if roles:
        return int(getattr(roles[0], "unread", 0)), bool(getattr(roles[0], "sees_own", False))
    asked = User.objects.filter(pk=user.pk)
    row: tuple[int, bool] = asked.values_list(unread_count(user.pk), sees_own(user.pk)).get()
    return row


def _places(roles: list[Membership], path: str, chosen: str) -> list[Item]:
    places: dict[str, Item] = {}
    for row in roles:
        url = row.place.get_absolute_url() if opens_a_page(row) else ""
        key = key_of(row.place)
        place = {
            "key": key,
            "label": str(row.place),
            "role": str(row.get_role_display()),
            "url": url,
            "icon": _icon(row),
            "slug": row.koppontren.slug if row.koppontren else "",
            "rights": KOPPONTREN_RIGHTS.get(Role(row.role), frozenset()),
            "is_koppontren": row.koppontren is not None,
            "coordinates": row.coordinates,
            "brings_in": row.brings_in,
            "here": row.office is None and url != "" and path.startswith(url),
            "speaks_for": _speaks_for(row),
            "acts_for": _acts_for(row),
            "in_office": row.role in OFFICE_ROLES,
            "answers_in": _answers_in(row),
        }
        for right in (
            "coordinates",
            "brings_in",
            "speaks_for",
            "acts_for",
            "in_office",
            "answers_in",
        ):  # two roles in one place add up
            place[right] = place[right] or places.get(key, place)[right]
        place["rights"] |= places.get(key, place)["rights"]
        if key in places:
            place["role"] = f"{places[key]['role']}, {place['role']}"
        if url or key not in places:  # of two roles in one place, the one that opens its page
            places[key] = place
    here = next((place for place in places.values() if place["here"]), places.get(chosen))
    for place in places.values():
        place["current"] = place is here
    return list(places.values())


def _speaks_for(membership: Membership) -> str:
    """The slug of the pesantren whose papers this role keeps; empty where it keeps none."""
    if membership.role not in CASE_OPENERS:
        return ""
    place = membership.koppontren.pesantren if membership.koppontren else membership.pesantren
    return place.slug if place else ""


def _acts_for(membership: Membership) -> str:
    """The slug of the partner whose page and offers this role keeps; empty where it keeps none."""
    rights = PARTNER_RIGHTS.get(Role(membership.role), frozenset())
    partner = membership.partner
    return partner.slug if partner and PartnerRight.DESCRIBE in rights else ""


def _answers_in(membership: Membership) -> int | str:
    """The region whose pesantren this role answers for, "all" in the province; empty for none."""
    office = membership.office
    if office is None or membership.role not in OFFICE_ROLES:
        return ""
    return office.region_id or "all"


def _icon(membership: Membership) -> str:
    if membership.koppontren:
        return "building-store"
    if membership.partner:
        return "heart-handshake"
    return "building-mosque" if membership.pesantren else "building-bank"
