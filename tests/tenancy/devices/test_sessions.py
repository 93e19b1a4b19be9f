"""How long a session of a PIN holds, and what it opens."""

import contextlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from klinik.people.models import User
from klinik.tenancy.devices.cookie import COOKIE
from klinik.tenancy.models import Koppontren, Membership
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, NEEDS_SECOND_FACTOR, Role
from tests import world
from tests.tenancy.devices.phones import (
    FRONT,
    HERE,
    enrolled,
    enter,
    is_in,
    later,
    with_a_pin,
)
from tests.test_walls import ALL, TENANT, TENANT_ROWS, furnish

# How long a session holds.


def test_a_session_ends_when_nobody_touches_the_phone(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)

    later(phone, device_used_at=14 * 60)
    assert is_in(phone)  # which counts as use
    later(phone, device_used_at=14 * 60)
    assert is_in(phone)
    later(phone, device_used_at=15 * 60)
    gone = phone.get(FRONT, follow=True)
    assert gone.redirect_chain[-1][0] == "/pin/"
    assert "_auth_user_id" not in phone.session


def test_a_session_ends_after_a_shift(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)

    later(phone, signed_in_at=11.9 * 60 * 60)
    assert is_in(phone)
    later(phone, signed_in_at=0.2 * 60 * 60)
    assert not is_in(phone)


def test_a_revoked_device_opens_nothing(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    copy = Client()
    copy.cookies[COOKIE] = phone.cookies[COOKIE].value
    desk = Client()
    desk.force_login(manager)

    for _ in range(2):  # twice is once
        assert desk.post(f"{HERE}{device.number}/cabut/").status_code == 302
    assert not is_in(phone)
    for browser in (phone, copy):
        assert browser.get("/pin/").status_code == 403
        assert browser.cookies[COOKIE].value == ""
        browser.cookies[COOKIE] = "5.x:y"
        assert enter(browser, cashier).status_code == 403
    assert desk.post(f"{HERE}{device.number}/kode/", {"person": cashier.pk}).status_code == 302


def test_a_session_leaves_its_device_for_no_other(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    _other, second = enrolled(ours, manager)
    session = phone.cookies["sessionid"].value

    second.cookies["sessionid"] = session
    assert not is_in(second)
    elsewhere = Client()
    elsewhere.cookies["sessionid"] = session
    assert not is_in(elsewhere)


def test_a_role_that_ends_ends_the_session(ours: Koppontren, manager: User, cashier: User) -> None:
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=cashier).update(started_on=yesterday, ended_on=yesterday)

    assert not is_in(phone)
    assert "Kasir Contoh" not in phone.get("/pin/").content.decode()
    assert enter(phone, cashier).status_code == 404


def test_others_have_no_name_on_the_phone(ours: Koppontren, manager: User) -> None:
    _device, phone = enrolled(ours, manager)
    neighbour = world.make_member_of(world.make_koppontren("an-nur"), Role.CASHIER)

    for person in (manager, neighbour, world.make_member_of(ours, Role.TELLER)):
        assert person.name not in phone.get("/pin/").content.decode()
        assert enter(phone, person).status_code == 404


# What a PIN opens.


def test_a_pin_opens_what_a_cashier_may_and_nothing_of_a_higher_role(
    ours: Koppontren, settings: Settings
) -> None:
    """A manager and secretary who also stands at the counter, walked through every address."""
    settings.REQUIRE_SECOND_FACTOR = True
    furnish(ours)
    both = world.make_member_of(ours, Role.CASHIER)
    for role in sorted(NEEDS_SECOND_FACTOR & set(KOPPONTREN_RIGHTS)):
        Membership.objects.create(user=both, role=role, koppontren=ours)
    office = world.make_office("sekretariat")
    Membership.objects.create(user=both, role=Role.SECRETARIAT, office=office)
    device, phone = enrolled(ours, world.make_member_of(ours, Role.MANAGER))
    with_a_pin(device, phone, both)

    opened = set()
    for name, parameters in ALL.items():
        if name.startswith("api"):
            continue
        for method in ("get", "post"):
            if name in {"account_logout", "tenancy:pin_enter", "set_language"}:
                continue
            answer = getattr(phone, method)(_address(name, parameters))
            if answer.streaming:
                answer.getvalue()
            status = answer.status_code
            if status not in {403, 404, 405}:
                opened.add((method, name, status))

    at_till = {one for one in opened if one[1].split(":")[0] in {"sales", "shop", "tills"}}
    assert {f"{verb.upper()} {name}" for verb, name, _status in at_till} == AT_TILL
    assert opened - at_till == {
        ("get", "programme:koppontren", 200),
        ("get", "web:home", 302),
        ("post", "web:home", 302),
        ("get", "tenancy:pin", 200),
        ("get", "tenancy:pin_change", 200),
        ("post", "tenancy:pin_change", 200),  # nothing was typed
        *(
            ("get", f"web:{name}", 200)
            for name in ("alive", "collecting", "manifest", "offline", "ready", "till")
        ),
        ("get", "web:worker", 200),
    }
    refused = {_asked(phone, name) for name in TENANT}
    assert refused <= {200, 403, 404, 405}
    assert phone.get("/api/koppontren/al-hikmah/members").status_code == 403
    assert phone.get("/api/koppontren/al-hikmah/till/catalogue").status_code == 200
    assert phone.get("/api/pesantren").status_code == 403


def _asked(phone: Client, name: str) -> int:
    """What an address of the koppontren answers; a picture is read."""
    answer = phone.get(_address(name, ALL[name]))
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def _address(name: str, parameters: frozenset[str]) -> str:
    """The address of a route; rows of the koppontren are those of the walls test."""
    known = FILLED | {"koppontren": "al-hikmah", "question": 1} | TENANT_ROWS.get(name, {})
    for number in (known["number"], 1, "K-2026-0001", "A-0001"):
        with contextlib.suppress(NoReverseMatch):
            asked = known | {"number": number}
            return reverse(name, kwargs={one: asked[one] for one in parameters})
    raise AssertionError(name)


AT_TILL = {
    *(f"GET sales:{name}" for name in ("concerns", "list", "sale", "shifts", "start")),
    *(f"GET shop:{name}" for name in ("expiry", "good", "goods", "history", "low", "photo")),
    "GET shop:shop_history",
    *("GET tills:mine", "GET tills:send", "POST tills:send", "POST sales:sale"),
}
FILLED: dict[str, Any] = {
    "top_up": "T0000000000",
    "uidb36": "1",
    "key": "tidak-berlaku",
    "number": UUID(int=1),
    "slug": "al-hikmah",
    "one": "al-hikmah",
    "other": "x",
    "code": "3524",
    "kind": "csv",
    "sealed": "x",
    "handle": "x",
    "name": "x",
    "pk": 1,
    "year": 2024,
    "product": 1,
    "paper": 1,
    "photo": 1,
    "picture": 1,
    "draft": 1,
    "place": "al-hikmah",
    "account": "S-0001",
    "month": "2026-01",
    "size": "besar",
    "person": 1,
    "step": "x",
    "activity": 1,
    "reading": 1,
    "help": 1,
    "event": 1,
    "section": "x",
    "panelist": 1,
    "item": 1,
    "referral": 1,
    "file": 1,
}


def test_the_front_page_is_a_cashiers(ours: Koppontren, manager: User, cashier: User) -> None:
    Membership.objects.create(user=cashier, role=Role.MANAGER, koppontren=ours)
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    page = phone.get(FRONT)
    desk = Client()
    desk.force_login(cashier)

    assert page.context["rooms"] == []
    assert len(desk.get(FRONT).context["rooms"]) > 3
    assert "no-store" in page.headers["Cache-Control"]
    html = page.content.decode()
    assert "/akun-saya/" not in html
    assert "/pin/ganti/" in html


def test_a_pin_needs_no_second_step(
    ours: Koppontren, manager: User, cashier: User, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    Membership.objects.create(user=cashier, role=Role.TELLER, koppontren=ours)
    device, phone = enrolled(ours, manager)
    with_a_pin(device, phone, cashier)
    assert is_in(phone)

    desk = Client()
    desk.force_login(cashier)
    assert desk.get(FRONT).headers["Location"] == reverse("mfa_index")


def test_nothing_of_an_earlier_session_stays(
    ours: Koppontren, manager: User, cashier: User
) -> None:
    device, phone = enrolled(ours, manager)
    phone.force_login(cashier)
    session = phone.session
    session["place"] = "office-1"
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session.save()
    with_a_pin(device, phone, cashier)

    assert not {"place", "account_authentication_methods"} & set(phone.session.keys())


def test_the_sign_in_page_of_a_device_asks_for_a_name(
    client: Client, ours: Koppontren, manager: User
) -> None:
    _device, phone = enrolled(ours, manager)

    assert phone.get("/masuk/").headers["Location"] == "/pin/"
    assert phone.get("/masuk/?sandi=1").status_code == 200
    assert client.get("/masuk/").status_code == 200
    assert client.get("/pin/").status_code == 403
    phone.force_login(manager)  # by password, on the shared phone
    assert phone.get(HERE).status_code == 200
