"""What one word finds: each room is asked as that person, inside its own walls."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from klinik.clinic.cases.queries import found_cases
from klinik.clinic.discussions.queries import found_topics
from klinik.clinic.sessions.models import Session
from klinik.clinic.sessions.words import when_of
from klinik.clinic.stories.queries import found_stories
from klinik.core.database import set_local
from klinik.core.imports.rules import plain
from klinik.directory.models import Product, Region
from klinik.directory.partners.queries import found_partners
from klinik.directory.queries import found_pesantren
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.words import kind_in_words
from klinik.finance.members.queries import find_members
from klinik.finance.savings.queries import accounts_of
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren, Membership, Office
from klinik.tenancy.queries import people_in
from klinik.tenancy.roles import Right
from klinik.web.search.pages import pages_for
from klinik.web.search.places import Place, places_of

EACH = 5  # of one kind
LONGEST = 100
SHORTEST = 2  # letters; one letter finds everything and nothing
NUMBER_DIGITS = 18


class Found(NamedTuple):
    """One thing that was found."""

    title: str
    note: str
    url: str


class Group(NamedTuple):
    """What was found of one kind; `more` leads to all of it."""

    name: str
    icon: str
    found: list[Found]
    more: str = ""


def tidy(typed: str) -> str:
    """What was typed as it is searched for."""
    return " ".join(typed.replace("\0", " ")[:LONGEST].split())


def found_for(user: User | None, typed: str) -> list[Group]:
    """Everything this person may see that has every typed word in it; call `read_as` first."""
    text = tidy(typed)
    places = places_of(user) if user else []
    groups = [_pages(user, places, text)]
    if len(text) >= SHORTEST or text.isdigit():
        for place in places:
            if place.koppontren and place.rights & {Right.READ_MEMBERS, Right.READ_BOOKS}:
                groups += _of_koppontren(place.koppontren, place.rights, text)
        if user:
            groups += [_cases(text), _people(user, places, text)]
        groups += [_discussions(text), *_public(text)]
    return [group for group in groups if group.found]


def _pages(user: User | None, places: list[Place], text: str) -> Group:
    known = pages_for(user, places)
    pages = [page for page in known if _fits(text, page.title, page.note, page.also)]
    found = [Found(page.title, page.note, page.url) for page in pages]
    return Group(_("Go to"), "arrow-right", found[: EACH if text else 2 * EACH])


def _of_koppontren(koppontren: Koppontren, rights: frozenset[Right], text: str) -> list[Group]:
    """Members and savings, entries and accounts of one koppontren, inside its transaction."""
    with acting_for(koppontren):
        groups = list(_rows_of(koppontren, rights, text))
    set_local("klinik.koppontren", "")  # whoever asks on without saying of whom gets an error
    return groups


def _rows_of(koppontren: Koppontren, rights: frozenset[Right], text: str) -> Iterator[Group]:
    slug, name = koppontren.slug, koppontren.name
    if Right.READ_MEMBERS in rights:
        members = [
            Found(
                row.name,
                f"{row.number} · {name}",
                reverse("members:member", args=[slug, row.number]),
            )
            for row in find_members(koppontren, text)[:EACH]
        ]
        every = f"{reverse('members:list', args=[slug])}?q={text}"
        yield Group(_("Members"), "users", members, every if len(members) == EACH else "")
        numbered = accounts_of(koppontren).filter(number__istartswith=text)
        savings = [
            Found(
                f"{row.number} · {row.member.name}",
                f"{row.product} · {name}",
                row.get_absolute_url(),
            )
            for row in numbered[:EACH]
        ]
        yield Group(_("Savings"), "pig-money", savings)
    if Right.READ_BOOKS in rights:
        yield Group(_("Journal"), "notebook", list(_entries(koppontren, text)))
        named = Account.objects.of(koppontren).filter(parent=None)
        fitting = named.filter(Q(name__icontains=text) | Q(code__startswith=text)).order_by("code")
        accounts = [
            Found(f"{row.code} {row.name}", name, reverse("ledger:account", args=[slug, row.code]))
            for row in fitting[:EACH]
        ]
        yield Group(_("Accounts"), "book", accounts)


def _entries(koppontren: Koppontren, text: str) -> Iterator[Found]:
    if not (text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS):
        return
    for entry in Entry.objects.of(koppontren).filter(number=int(text)):
        title = f"{entry.number} · {kind_in_words(entry.kind)}"
        url = reverse("ledger:entry", args=[koppontren.slug, entry.number])
        yield Found(title, koppontren.name, url)


def _cases(text: str) -> Group:
    found = [
        Found(row.title, f"{row.number} · {row.pesantren}", row.get_absolute_url())
        for row in found_cases(text, most=EACH)
    ]
    return Group(_("Cases"), "stethoscope", found)


def _discussions(text: str) -> Group:
    """Topics that this person may read, by the words of any post; answers come first."""
    answered = _("answered")
    found = [
        Found(
            row.title,
            f"{row.aspect} · {answered}" if row.answers else str(row.aspect),
            row.get_absolute_url(),
        )
        for row in found_topics(text)[:EACH]
    ]
    every = f"{reverse('discussions:list')}?q={text}"
    return Group(_("Discussions"), "message", found, every if len(found) == EACH else "")


def _people(user: User, places: list[Place], text: str) -> Group:
    """Those whose roles this person may see on a page of people."""
    here: list[Koppontren | Office] = [
        place.koppontren for place in places if place.koppontren and Right.INVITE in place.rights
    ]
    if any(place.coordinates for place in places):
        here += Office.objects.all()
    roles: Iterable[Membership] = (
        _with_all(people_in(*here), text, "user__name")[:EACH] if here else ()
    )
    found = [
        Found(row.user.name, f"{row.get_role_display()} · {row.place}", _people_page(row))
        for row in roles
    ]
    return Group(_("People"), "user", found)


def _people_page(row: Membership) -> str:
    if row.koppontren:
        return reverse("tenancy:koppontren_people", args=[row.koppontren.slug])
    assert row.office is not None
    return reverse("tenancy:office_people", args=[row.office.code])


def _public(text: str) -> Iterator[Group]:
    schools = [
        Found(row.name, str(row.region), row.get_absolute_url())
        for row in found_pesantren(text=text)[:EACH]
    ]
    every = f"{reverse('directory:pesantren_list')}?q={text}"
    yield Group("Pesantren", "building-mosque", schools, every if len(schools) == EACH else "")
    goods = _with_all(Product.objects.select_related("pesantren"), text, "name")
    products = [
        Found(row.name, str(row.pesantren), row.get_absolute_url())
        for row in goods.order_by("is_simulated", "name")[:EACH]
    ]
    yield Group(_("Products"), "package", products)
    regions = _with_all(Region.objects.all(), text, "name").order_by("name", "kind")[:EACH]
    yield Group(
        _("Regions"), "map-pin", [Found(str(row), "", row.get_absolute_url()) for row in regions]
    )
    partners = [
        Found(row.name, str(row.get_kind_display()), row.get_absolute_url())
        for row in found_partners(text=text)[:EACH]
    ]
    yield Group(_("Partners"), "heart-handshake", partners)
    panels = _with_all(Session.objects.all(), text, "theme").order_by("-starts_at")
    sessions = [Found(row.theme, when_of(row), row.get_absolute_url()) for row in panels[:EACH]]
    yield Group(_("Panel sessions"), "calendar", sessions)
    stories = [
        Found(row.title, str(row.pesantren), row.get_absolute_url())
        for row in found_stories(text, most=EACH)
    ]
    yield Group(_("Stories"), "news", stories)


def _with_all(rows: QuerySet, text: str, *fields: str) -> QuerySet:  # type: ignore[type-arg]
    """The rows in which every word stands in one of the fields."""
    for word in text.split():
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(anywhere)
    return rows


def _fits(text: str, *words: str) -> bool:
    """Whether every typed word begins one of these; "uang" is not what "keuangan" is about."""
    there, typed = plain(" ".join(words)).split(), plain(text).split()
    if text and not typed:
        return False  # signs alone
    return all(any(word.startswith(begun) for word in there) for begun in typed)
