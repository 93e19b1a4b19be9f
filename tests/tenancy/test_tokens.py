"""Tokens for programs: shown once, kept as a hash, for one person in one koppontren."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from klinik.people.access import read_as
from klinik.people.models import Notification, User
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import ApiToken, Koppontren, Membership
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, Right, Role
from klinik.tenancy.tokens.commands import make_token, revoke_token
from klinik.tenancy.tokens.rules import (
    NoRoleForTokens,
    TokenShownOnce,
    digest_of,
    is_well_formed,
    new_secret,
)
from tests import world
from tests.finance.counter import held, make_cooperative, make_saver, make_savings

HERE = "/koppontren/al-hikmah/token/"
MEMBERS = "/api/koppontren/al-hikmah/members"
DEPOSIT = "/api/koppontren/al-hikmah/savings/S-0001/deposits"
Scope = ApiToken.Scope


@pytest.fixture
def ours(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def teller(ours: Koppontren) -> User:
    return world.make_member_of(ours, Role.TELLER)


def make(koppontren: Koppontren, by: User, *, scope: Scope = Scope.READ, days: int = 90) -> str:
    with acting_for(koppontren):
        read_as(by)
        return make_token(
            koppontren, name="Laporan", scope=scope, days=days, request_id=uuid4(), by=by
        )[1]


def ask(secret: str, *, at: str = MEMBERS, client: Client | None = None) -> int:
    """What a program gets that has nothing but its token."""
    program = client or Client(enforce_csrf_checks=True)
    return program.get(at, headers={"Authorization": f"Bearer {secret}"}).status_code


def deposit(secret: str) -> Any:
    return Client(enforce_csrf_checks=True).post(
        DEPOSIT,
        json.dumps({"amount": 50_000}),
        "application/json",
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid4())},
    )


def only(koppontren: Koppontren) -> ApiToken:
    with acting_for(koppontren):
        return ApiToken.objects.of(koppontren).select_related("membership").get()


def change(koppontren: Koppontren, **fields: Any) -> None:
    with acting_for(koppontren):
        ApiToken.objects.of(koppontren).update(**fields)


def test_a_token_is_known_for_one_and_no_two_are_alike() -> None:
    secrets = {new_secret() for _ in range(100)}

    assert len(secrets) == 100
    assert all(is_well_formed(secret) and len(secret) == 56 for secret in secrets)


def test_a_slip_is_told_without_asking_the_database() -> None:
    secret = new_secret()
    other = "a" if secret[20] != "a" else "b"

    assert not is_well_formed(secret[:20] + other + secret[21:])
    assert not is_well_formed(secret[:-1])
    assert not is_well_formed(secret.removeprefix("klinik_"))
    assert not is_well_formed("")


def test_a_program_reads_with_a_token(ours: Koppontren, teller: User) -> None:
    assert ask(make(ours, teller)) == 200


def test_it_records_where_it_may(ours: Koppontren, teller: User) -> None:
    savings = make_savings(make_saver(ours, teller), teller)

    refused = deposit(make(ours, teller))
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    done = deposit(make(ours, teller, scope=Scope.WRITE))
    assert done.status_code == 201
    assert held(savings) == 50_000


def test_only_its_hash_is_kept(ours: Koppontren, teller: User) -> None:
    secret = make(ours, teller)
    token = only(ours)

    assert token.digest == digest_of(secret)
    kept = " ".join(str(value) for value in vars(token).values())
    assert secret not in kept
    assert token.hint == secret[-4:]


def test_it_is_never_more_than_the_persons_role(ours: Koppontren, teller: User) -> None:
    """A teller who became a bookkeeper: the token stays with the role that is gone."""
    secret = make(ours, teller, scope=Scope.WRITE)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=teller).update(started_on=yesterday, ended_on=yesterday)
    assert ask(secret) == 401
    Membership.objects.create(user=teller, role=Role.TELLER, koppontren=ours)
    assert ask(secret) == 401

    bookkeeper = world.make_member_of(ours, Role.BOOKKEEPER)
    with acting_for(ours):
        make_savings(make_saver(ours, world.make_member_of(ours, Role.TELLER)), bookkeeper)
    assert deposit(make(ours, bookkeeper, scope=Scope.WRITE)).status_code == 403


def test_it_opens_one_koppontren(ours: Koppontren, teller: User) -> None:
    """Also to somebody who works in both."""
    theirs = world.make_koppontren("an-nur")
    Membership.objects.create(user=teller, role=Role.TELLER, koppontren=theirs)

    assert ask(make(ours, teller), at="/api/koppontren/an-nur/members") == 404


def test_wrong_ended_and_revoked_tokens_open_nothing(ours: Koppontren, teller: User) -> None:
    secret = make(ours, teller)
    for wrong in ("", "x", new_secret(), secret[:-1], f"{secret} "[::-1], "klinik_" + "é" * 49):
        assert ask(wrong.encode().decode("latin-1")) == 401
    change(ours, made_at=timezone.now() - timedelta(days=2), expires_at=timezone.now())
    assert ask(secret) == 401
    secret = make(ours, teller)
    with acting_for(ours):
        read_as(teller)
        revoke_token(ApiToken.objects.of(ours).get(digest=digest_of(secret)), by=teller)
    assert ask(secret) == 401
    secret = make(ours, teller)
    User.objects.filter(pk=teller.pk).update(is_active=False)
    assert ask(secret) == 401


def test_a_session_does_not_make_a_wrong_token_good(
    client: Client, ours: Koppontren, teller: User
) -> None:
    client.force_login(teller)

    assert client.get(MEMBERS).status_code == 200
    assert ask(new_secret(), client=client) == 401
    basic = client.get(MEMBERS, headers={"Authorization": "Basic eDp5"})
    assert (basic.status_code, basic.json()["code"]) == (401, "not_signed_in")


def test_a_collector_makes_one_but_not_with_a_pin(ours: Koppontren) -> None:
    collector = world.make_member_of(ours, Role.COLLECTOR)
    assert koppontren_for(collector, "al-hikmah", needs=Right.TOKENS) == ours
    collector.by_pin = True

    assert Right.COLLECT in rights_in(collector, ours)
    assert Right.TOKENS not in rights_in(collector, ours)
    with pytest.raises(PermissionDenied):
        koppontren_for(collector, "al-hikmah", needs=Right.TOKENS)


def test_a_token_opens_no_page(client: Client, ours: Koppontren, teller: User) -> None:
    secret = make(ours, teller)
    page = client.get("/koppontren/al-hikmah/", headers={"Authorization": f"Bearer {secret}"})

    assert page.status_code == 302


def test_its_last_use_is_written_once_in_five_minutes(
    ours: Koppontren,
    teller: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def use() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            ask(secret)

    secret = make(ours, teller)
    assert only(ours).used_at is None
    use()
    first = only(ours).used_at
    use()
    assert only(ours).used_at == first
    change(ours, used_at=timezone.now() - timedelta(minutes=6))
    use()
    assert only(ours).used_at > first  # type: ignore[operator]


def test_the_person_is_told(ours: Koppontren, teller: User) -> None:
    board = world.make_member_of(ours, Role.BOARD)
    make(ours, teller)
    with acting_for(ours):
        read_as(board)
        revoke_token(ApiToken.objects.of(ours).get(), by=board)
        revoke_token(ApiToken.objects.of(ours).get(), by=board)
    with transaction.atomic():
        read_as(teller)
        kinds = list(Notification.objects.filter(person=teller).values_list("kind", flat=True))

    assert sorted(kinds) == ["token.made", "token.revoked"]


def test_the_page_shows_a_secret_once(client: Client, ours: Koppontren, teller: User) -> None:
    client.force_login(teller)
    form = {"name": "Laporan", "scope": "read", "days": "90", "request_id": str(uuid4())}

    made = client.post(HERE, form)
    secret = made.context["secret"]
    assert made.status_code == 200
    assert secret in made.content.decode()
    assert "no-store" in made.headers["Cache-Control"]
    assert ask(secret) == 200
    again = client.post(HERE, form)
    assert again.status_code == 422
    page = client.get(HERE).content.decode()
    assert secret not in page
    assert f"klinik_…{secret[-4:]}" in page
    assert client.post(HERE, form | {"days": "9999", "request_id": uuid4()}).status_code == 422


def test_one_sees_ones_own_and_the_board_sees_all(
    client: Client, ours: Koppontren, teller: User
) -> None:
    make(ours, teller)
    token = only(ours)
    revoke = f"{HERE}{token.number}/cabut/"

    client.force_login(world.make_member_of(ours, Role.BOOKKEEPER))
    assert "Laporan" not in client.get(HERE).content.decode().split("<main")[1].split("<form")[0]
    assert client.post(revoke).status_code == 404
    client.force_login(world.make_member_of(ours, Role.BOARD))
    assert teller.name in client.get(HERE).content.decode()
    assert client.post(revoke).status_code == 302
    assert only(ours).revoked_at is not None


@pytest.mark.parametrize("role", sorted(KOPPONTREN_RIGHTS))
def test_who_may_have_tokens(client: Client, ours: Koppontren, role: Role) -> None:
    person = world.make_member_of(ours, role)
    client.force_login(person)
    may = Right.TOKENS in KOPPONTREN_RIGHTS[role]

    assert client.get(HERE).status_code == (200 if may else 403)
    if not may:
        with pytest.raises(NoRoleForTokens):
            make(ours, person)


def test_the_same_form_again_is_no_second_token(ours: Koppontren, teller: User) -> None:
    told: dict[str, Any] = {"name": "x", "scope": Scope.READ, "days": 30, "request_id": uuid4()}
    with acting_for(ours):
        read_as(teller)
        make_token(ours, by=teller, **told)
        with pytest.raises(TokenShownOnce):
            make_token(ours, by=teller, **told)
        assert ApiToken.objects.of(ours).count() == 1


def test_the_database_keeps_tokens_short_and_apart(ours: Koppontren, teller: User) -> None:
    make(ours, teller)
    theirs = world.make_koppontren("an-nur")
    later = timezone.now() + timedelta(days=400)
    with acting_for(theirs):
        assert not ApiToken.objects.exists()
    with pytest.raises(IntegrityError, match="token_lasts_a_year"), transaction.atomic():
        change(ours, expires_at=later)
    other = world.make_member_of(theirs, Role.MANAGER)
    with pytest.raises(IntegrityError, match="in_tenant"), transaction.atomic():
        change(ours, membership=Membership.objects.get(user=other))
