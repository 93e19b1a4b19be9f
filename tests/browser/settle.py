"""Run in a process of its own: the demonstration, places of the tests, and everyone's session.

Tests that write each have a koppontren of their own, so that none sees what another did.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import django

if TYPE_CHECKING:
    from klinik.people.models import User
    from klinik.tenancy.models import Koppontren

LANGUAGES = ("id", "en")
PRINCIPAL = 100_000  # rupiah: what joining costs
ROOM = ("ruang-satu", "ruang-dua")
ON_THE_ROAD = "tagih"  # the koppontren that collects away from the counter
COLLECTORS = ("penagih@tagih.example", "kedua@tagih.example")
DUTY = 25_000  # rupiah a month
REPLAYED = "putar-ulang"  # the koppontren whose obstacle is heard in the first session
PRESENT = 140  # pesantren
STORYTELLER = "petugas@produksi.example"
BALANCES = "neraca-saldo-contoh.csv"


def session_of(email: str) -> str:
    """The key of the session in which this person is signed in, the same in every run."""
    return hashlib.sha256(email.encode()).hexdigest()[:32]


def manager_of(slug: str) -> str:
    """The address of the manager of a koppontren made here or by the demonstration."""
    return f"manajer@{slug}.example"


def board_of(slug: str) -> str:
    """The address of somebody of the board of a koppontren made here."""
    return f"pengurus@{slug}.example"


def teller_of(slug: str) -> str:
    """The address of a teller of a koppontren made here."""
    return f"teller@{slug}.example"


def settle() -> None:
    """Everything that the browser finds when it arrives."""
    from django.core.management import call_command

    from klinik.web.cli import static_files
    from tests.browser.market import MARKET, open_market

    static_files.collect()
    call_command("load_demo", verbosity=0)
    for language in LANGUAGES:
        found(f"tanpa-buku-{language}")
        found(f"kendala-{language}")
        open_books(found(f"jembatan-{language}"))
    with_a_board(found("setahun"))
    with_a_teller(found("hari-pertama"))
    found("sesi-berakhir")
    found("draf")
    open_books(found("sesi-jurnal"))
    found("langkah-kedua")
    found("perangkat")
    may_be_told(found("kisah"))
    a_room(*(found(slug) for slug in ROOM))
    the_first_session(open_books(found(REPLAYED)))
    for slug in ("klik-ganda", "tanpa-javascript", "putus"):
        with_a_member(found(slug))
    with_collectors(found(ON_THE_ROAD))
    open_market(open_books(found(MARKET)))
    sign_everyone_in()


def found(slug: str) -> Koppontren:
    """A koppontren with a manager and no book."""
    from klinik.tenancy.models import Membership
    from klinik.tenancy.roles import Role
    from tests.world import make_koppontren, make_user

    koppontren = make_koppontren(slug)
    manager = make_user(f"Manajer {koppontren}", email=manager_of(slug))
    Membership.objects.create(user=manager, role=Role.MANAGER, koppontren=koppontren)
    return koppontren


def with_a_board(koppontren: Koppontren) -> None:
    """Somebody of the board: who sets limits, and approves what is above them."""
    from klinik.tenancy.models import Membership
    from klinik.tenancy.roles import Role
    from tests.world import make_user

    board = make_user(f"Pengurus {koppontren}", email=board_of(koppontren.slug))
    Membership.objects.create(user=board, role=Role.BOARD, koppontren=koppontren)


def with_a_teller(koppontren: Koppontren) -> None:
    """Somebody new, who serves members."""
    from klinik.tenancy.models import Membership
    from klinik.tenancy.roles import Role
    from tests.world import make_user

    teller = make_user(f"Teller {koppontren}", email=teller_of(koppontren.slug))
    Membership.objects.create(user=teller, role=Role.TELLER, koppontren=koppontren)


def open_books(koppontren: Koppontren) -> Koppontren:
    """The balances of the example file since January, and the usual savings."""
    from django.core.files import File
    from django.utils import timezone

    from klinik.core.spreadsheets import read_table
    from klinik.finance.ledger.opening.commands import open_balances
    from klinik.finance.ledger.opening.table import COLUMNS, read_rows
    from klinik.finance.savings.commands import offer_usual_products
    from klinik.tenancy.database import acting_for
    from klinik.web import demo_data

    with (Path(demo_data.__file__).with_name(BALANCES)).open("rb") as file:
        rows, _problems = read_rows(read_table(File(file), needs=COLUMNS))
    with acting_for(koppontren):
        first = timezone.localdate().replace(month=1, day=1)
        manager = manager_at(koppontren)
        open_balances(koppontren, rows=rows, on=first, request_id=uuid4(), by=manager)
        offer_usual_products(koppontren, principal=PRINCIPAL)
    return koppontren


def with_a_member(koppontren: Koppontren) -> None:
    """Books, and one member with empty voluntary savings, account S-0001."""
    from klinik.finance.savings.commands import admit_member, open_savings
    from klinik.finance.savings.models import SavingsKind, SavingsProduct
    from klinik.finance.savings.queries import default_cash, principal_product
    from klinik.tenancy.database import acting_for

    open_books(koppontren)
    manager = manager_at(koppontren)
    with acting_for(koppontren):
        cash = default_cash(koppontren, principal_product(koppontren).control.unit)
        member = admit_member(
            koppontren, name="Siti Contoh", cash=cash, request_id=uuid4(), by=manager
        )
        kinds = SavingsProduct.objects.of(koppontren).filter(kind=SavingsKind.VOLUNTARY)
        open_savings(member, product=kinds[0], request_id=uuid4(), by=manager)


def with_collectors(koppontren: Koppontren) -> None:
    """Books, six members with simpanan wajib in one class, and two collectors with open bags."""
    from django.utils import timezone

    from klinik.finance.collecting.commands import give_round
    from klinik.finance.collecting.queries import own_bag
    from klinik.finance.counter.commands import add_group, put_into
    from klinik.finance.savings.commands import admit_member, open_savings
    from klinik.finance.savings.models import ProductTerms, SavingsProduct
    from klinik.finance.savings.queries import default_cash, principal_product
    from klinik.finance.tills.commands.holding import open_drawer
    from klinik.tenancy.database import acting_for
    from klinik.tenancy.models import Membership
    from klinik.tenancy.roles import Role
    from tests.world import make_user

    open_books(koppontren)
    manager = manager_at(koppontren)
    with acting_for(koppontren):
        cash = default_cash(koppontren, principal_product(koppontren).control.unit)
        wajib = SavingsProduct.objects.of(koppontren).get(prefix="W")
        month = timezone.localdate().replace(day=1)
        ProductTerms.objects.create(
            koppontren=koppontren, product=wajib, since=month, amount=DUTY, set_by=manager
        )
        group = add_group(koppontren, name="Kelas 7A", request_id=uuid4())
        for name in ("Aminah", "Hasan", "Lestari", "Umar", "Yusuf", "Zainab"):
            member = admit_member(koppontren, name=name, cash=cash, request_id=uuid4(), by=manager)
            open_savings(member, product=wajib, request_id=uuid4(), by=manager)
            put_into(group, member)
        for name, email in zip(("Penagih Satu", "Penagih Dua"), COLLECTORS, strict=True):
            collector = make_user(name, email=email)
            Membership.objects.create(user=collector, role=Role.COLLECTOR, koppontren=koppontren)
            give_round(group, collector=collector, by=manager)
            bag = own_bag(koppontren, collector)
            assert bag
            open_drawer(bag, pieces={}, request_id=uuid4(), by=collector)


def may_be_told(koppontren: Koppontren) -> None:
    """A closed case whose story nobody has told yet, and the one officer who may."""
    from django.db import transaction
    from django.utils import timezone

    from klinik.clinic.cases import commands
    from klinik.clinic.cases.models import Audience
    from klinik.directory.models import Aspect, Indicator
    from klinik.tenancy.access import read_as
    from klinik.tenancy.models import Membership, Office
    from klinik.tenancy.roles import Role
    from tests.world import make_user

    manager, office = manager_at(koppontren), Office.objects.get(code="produksi")
    officer = make_user("Petugas Produksi", email=STORYTELLER)
    Membership.objects.create(user=officer, role=Role.OFFICER, office=office)
    today = timezone.localdate()
    with transaction.atomic():
        read_as(manager)
        case = commands.open_case(
            pesantren=koppontren.pesantren,
            title="Keripik remuk di perjalanan",
            description="Sepertiga kiriman kembali.",
            since=today,
            tried="",
            aspect=Aspect.objects.get(code="produk"),
            indicator=Indicator.objects.get(code="customers"),
            baseline=Decimal(12),
            target=Decimal(30),
            audience=Audience.OFFICES,
            request_id=uuid4(),
            by=manager,
        )
        read_as(officer)
        commands.take_case(case, office=office, by=officer)
        commands.record_result(
            case,
            value=Decimal(31),
            on=today,
            period="",
            source="Buku pesanan",
            request_id=uuid4(),
            by=officer,
        )
        commands.close_case(case, by=officer)
        read_as(manager)
        commands.agree_to_story(case, by=manager)


def a_room(*koppontren: Koppontren) -> None:
    """A session that is on all day, with these in it, a story and a hearing on its agenda."""
    from django.db import transaction
    from django.utils import timezone

    from klinik.clinic.sessions import commands
    from klinik.clinic.sessions.models import Panelist, Session
    from klinik.directory.models import Aspect
    from klinik.people.models import User
    from klinik.tenancy.access import read_as

    secretary = User.objects.get(email="sekretariat@opop.example")
    begins = timezone.now().replace(microsecond=0) + timedelta(minutes=1)
    with transaction.atomic():
        read_as(secretary)
        session = commands.plan_session(
            theme="Ruang uji",
            about="",
            aspects=Aspect.objects.all(),
            starts_at=begins,
            minutes=240,
            capacity=None,
            video_url="",
            times=1,
            request_id=uuid4(),
            by=secretary,
        )
        commands.announce(session, by=secretary)
        Session.objects.filter(pk=session.pk).update(ends_at=begins + timedelta(days=2))
        moderator = User.objects.get(email="petugas@kelembagaan.example")
        commands.seat_panelist(session, part=Panelist.Part.MODERATOR, user=moderator)
        commands.add_item(session, kind="story", title="Kisah roti", minutes=20)
        commands.add_item(session, kind="hearing", title="Kendala ongkos kirim", minutes=30)
        for row in koppontren:
            manager = manager_at(row)
            read_as(manager)
            commands.register(session, pesantren=row.pesantren, by=manager)


def the_first_session(koppontren: Koppontren) -> None:
    """140 pesantren have a place, five offices sit on the panel, a story and an obstacle wait."""
    from django.db import transaction
    from django.utils import timezone

    from klinik.clinic.sessions import commands
    from klinik.clinic.sessions.models import Panelist, Session
    from klinik.clinic.stories.models import Story
    from klinik.directory.models import Aspect, Pesantren
    from klinik.people.models import User
    from klinik.tenancy.access import read_as
    from klinik.tenancy.models import Office

    secretary = User.objects.get(email="sekretariat@opop.example")
    begins = timezone.now().replace(microsecond=0) + timedelta(minutes=1)
    offices = {office.code: office for office in Office.objects.all()}
    with transaction.atomic():
        read_as(secretary)
        session = commands.plan_session(
            theme="Sesi pertama, diputar ulang",
            about="",
            aspects=Aspect.objects.all(),
            starts_at=begins,
            minutes=240,
            capacity=None,
            video_url="",
            times=1,
            request_id=uuid4(),
            by=secretary,
            is_simulated=True,
        )
        commands.announce(session, by=secretary)
        it_runs = {"starts_at": begins - timedelta(hours=1), "ends_at": begins + timedelta(days=2)}
        Session.objects.filter(pk=session.pk).update(**it_runs)
        for code in ("kelembagaan", "pelatihan", "produksi", "pemasaran", "pembiayaan"):
            user = User.objects.filter(email=f"petugas@{code}.example").first()
            leads = code == "kelembagaan"
            part = Panelist.Part.MODERATOR if leads else Panelist.Part.PANELIST
            commands.seat_panelist(session, part=part, user=user, office=offices[code])
        told = Story.objects.get(pesantren__products__name="Kopi Bikla")
        commands.add_item(session, kind="story", title="Kisah: Kopi Bikla", minutes=20, story=told)
        ours = koppontren.pesantren
        commands.add_item(
            session, kind="hearing", title="Kendala: keuangan", minutes=40, pesantren=ours
        )
        others = Pesantren.objects.filter(is_simulated=True).exclude(pk=ours.pk).order_by("pk")
        for place in [ours, *others[: PRESENT - 1]]:
            commands.register(
                session, pesantren=place, by=secretary, office=offices["sekretariat"], at=begins
            )


def manager_at(koppontren: Koppontren) -> User:
    """The manager of this koppontren."""
    from klinik.people.models import User

    return User.objects.get(email=manager_of(koppontren.slug))


def sign_everyone_in() -> None:
    """A session for each person: tests of pages need not type passwords."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from klinik.people.models import Session, User
    from klinik.people.sessions import SIGNED_IN_AT, SessionStore

    ends = timezone.now() + timedelta(days=3)
    for user in User.objects.all():
        content = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            SIGNED_IN_AT: ends.timestamp(),  # a moment ago, as long as it lives
        }
        # A store would choose a key of its own. The phone makes a second line on "Akun saya".
        for key, browser in [(session_of(user.email), ""), (f"phone-{user.pk}", "Chrome, Android")]:
            Session.objects.create(
                session_key=key,
                user=user,
                browser=browser,
                session_data=SessionStore().encode(content),
                expire_date=ends,
            )


if __name__ == "__main__":
    django.setup()
    settle()
