"""Dated tax rules: which holds when, who adds one, and what it may not touch."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from klinik.finance.savings.models import SavingsAccount
from klinik.finance.sharing.commands import confirm_run, post_run, prepare_share
from klinik.finance.sharing.models import Pool, ShareRun, TaxedMonth, TaxRule
from klinik.finance.sharing.rules import TaxRuleChanged
from klinik.finance.sharing.taxes.commands import add_tax_rule
from klinik.finance.sharing.taxes.rules import MonthWasTaxed, refuse_changed_month, standings
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.clinic.sessions.scene import a_secretary
from tests.finance.counter import questions
from tests.finance.sharing.conftest import AUGUST, earn, make_mudharabah, put_in
from tests.finance.sharing.law import make_tax_rule
from tests.world import make_member_of

HERE = "/pajak-bagi-hasil/"
TYPED = {
    "from_on": "2026-09-01",
    "free_through": "300.000",
    "percent": "12,5",
    "source": "PP Contoh 1/2026",
    "article": "pasal 2 ayat (2)",
    "is_verified": "on",
}


def rule(from_on: date, free: int = 240_000, points: int = 1_000) -> TaxRule:
    return TaxRule(from_on=from_on, free_through=free, points=points, source="PP Contoh")


OLD, NEW = rule(date(2009, 1, 1)), rule(date(2026, 9, 1), 300_000)


def add(from_on: date, by: User, *, free: int = 300_000, points: int = 1_000) -> TaxRule:
    return add_tax_rule(
        from_on=from_on,
        free_through=free,
        points=points,
        source="PP Contoh 1/2026",
        article="pasal 2",
        is_verified=True,
        by=by,
    )


@pytest.fixture
def saver(koppontren: Koppontren, pool: Pool, teller: User) -> SavingsAccount:
    """One with Rp1.000.000 since July, and an income of Rp600.000 in August: half is theirs."""
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 1_000_000, date(2026, 7, 1), by=teller)
    earn(koppontren, 600_000, date(2026, 8, 5), by=teller)
    return savings


@pytest.fixture
def run(pool: Pool, saver: SavingsAccount, teller: User) -> ShareRun:
    return prepare_share(pool, month=AUGUST, by=teller)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 8, 31), ["coming", "replaced", "now", "earlier"]),
        (date(2026, 9, 1), ["now", "replaced", "earlier", "earlier"]),
    ],
)
def test_a_rule_holds_from_its_day_on_and_of_one_day_the_last(today: date, said: list[str]) -> None:
    rules = [NEW, rule(NEW.from_on, 1), OLD, rule(date(2001, 1, 1))]

    assert [one.how for one in standings(rules, today=today)] == said


@pytest.mark.parametrize(
    ("new", "is_refused"),
    [
        (rule(date(2026, 9, 1), 1), False),  # after the month
        (rule(date(2026, 8, 31), 1), True),  # it would hold on the month's last day
        (rule(date(2010, 1, 1), 1), True),
        (rule(date(2009, 1, 1), 1), True),
        (rule(date(2008, 1, 1), 1), False),  # never held for the month
        (rule(date(2009, 1, 1)), False),  # another source, the same figures
        (rule(date(2010, 1, 1)), False),
    ],
)
def test_a_month_that_was_divided_keeps_its_figures(new: TaxRule, is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(MonthWasTaxed):
            refuse_changed_month(new, rules=[OLD], months=[AUGUST])
    else:
        refuse_changed_month(new, rules=[OLD], months=[AUGUST])


def test_a_rule_that_comes_leaves_the_month_and_taxes_the_next(
    run: ShareRun, pool: Pool, koppontren: Koppontren, teller: User
) -> None:
    add(date(2026, 9, 1), teller)
    earn(koppontren, 600_000, date(2026, 9, 5), by=teller)

    assert confirm_run(run, by=teller).tax == 30_000
    assert list(TaxedMonth.objects.values_list("month", flat=True)) == [AUGUST]
    post_run(koppontren, run.pk)
    assert prepare_share(pool, month=date(2026, 9, 1), by=teller).tax == 0


def test_a_month_is_not_confirmed_under_a_rule_that_changed(
    run: ShareRun, pool: Pool, teller: User
) -> None:
    add(AUGUST, teller)
    with pytest.raises(TaxRuleChanged):
        confirm_run(run, by=teller)

    again = prepare_share(pool, month=AUGUST, by=teller)
    assert (again.tax, confirm_run(again, by=teller).state) == (0, "posting")


def test_figures_of_a_divided_month_stay_also_in_the_database(run: ShareRun, teller: User) -> None:
    confirm_run(run, by=teller)
    with pytest.raises(MonthWasTaxed, match="Agustus 2026"):
        add(date(2026, 8, 31), teller)
    with pytest.raises(IntegrityError, match="divided with other figures"), transaction.atomic():
        rule(date(2026, 8, 31), 1).save()

    assert add(date(2009, 1, 1), teller, free=240_000).is_verified  # the same figures, now read
    assert add(date(2026, 9, 1), teller).pk


def test_a_run_with_other_figures_is_not_confirmed_in_the_database(
    run: ShareRun, teller: User
) -> None:
    add(AUGUST, teller)
    runs = ShareRun.objects.of(run.koppontren).filter(pk=run.pk)
    with pytest.raises(IntegrityError, match="another tax rule"), transaction.atomic():
        runs.update(state="posting", confirmed_by=teller, confirmed_at=timezone.now())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sharing_taxrule SET points = 1",
        "DELETE FROM sharing_taxrule",
        "INSERT INTO sharing_taxedmonth VALUES ('2026-01-01')",
        "DELETE FROM sharing_taxedmonth",
    ],
)
@pytest.mark.django_db
def test_rules_are_only_added_and_months_are_noted_by_a_trigger(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_secretariat_adds_a_rule_that_everybody_reads(client: Client) -> None:
    make_tax_rule()
    secretary = a_secretary()
    client.force_login(secretary)
    coming = f"{timezone.localdate() + timedelta(days=40)}"
    assert client.post(HERE, TYPED | {"from_on": coming}).status_code == 302

    page = client.get(HERE).content.decode()
    added = TaxRule.objects.get(source="PP Contoh 1/2026")
    assert (added.free_through, added.points, added.set_by) == (300_000, 1_250, secretary)
    for words in ("Rp240.000", "belum diverifikasi", "akan datang", "12,5%", "pasal 2 ayat (2)"):
        assert words in page


@pytest.mark.django_db
def test_a_rule_needs_its_document_and_article(client: Client) -> None:
    client.force_login(a_secretary())
    answer = client.post(HERE, TYPED | {"article": "", "percent": "101"})

    assert answer.status_code == 422
    assert TaxRule.objects.filter(source=TYPED["source"]).count() == 0


def test_a_divided_month_is_refused_on_the_page(run: ShareRun, teller: User) -> None:
    confirm_run(run, by=teller)
    client = Client()
    client.force_login(a_secretary())
    answer = client.post(HERE, TYPED | {"from_on": "2026-08-01"})

    assert answer.status_code == 422
    assert "Agustus 2026 sudah dibagi" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SUPERVISOR, Role.BOARD])
def test_a_koppontren_reads_and_adds_nothing(
    koppontren: Koppontren, client: Client, role: Role
) -> None:
    make_tax_rule()
    client.force_login(make_member_of(koppontren, role))

    page = client.get(HERE).content.decode()
    assert "Rp250.000" in page
    assert "<form" not in page.partition('id="rules"')[2].partition("</main>")[0]
    assert client.post(HERE, TYPED).status_code == 403


def test_nobody_reads_it_without_signing_in(client: Client, db: None) -> None:
    assert client.get(HERE).status_code == 302


def test_the_number_leads_to_its_rule(run: ShareRun, saver: SavingsAccount, teller: User) -> None:
    client = Client()
    client.force_login(make_member_of(run.koppontren, Role.MANAGER))
    for address in (
        f"/koppontren/al-hikmah/simpanan/{saver.number}/bagi-hasil/2026-08/",
        run.get_absolute_url(),
        "/koppontren/al-hikmah/bagi-hasil/",
    ):
        assert f'href="{HERE}"' in client.get(address).content.decode()


def test_a_program_reads_the_rules(koppontren: Koppontren, client: Client) -> None:
    make_tax_rule()
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    [first, *_rest] = client.get("/api/koppontren/al-hikmah/tax-rules").json()

    assert (first["free_through"], first["points"], first["is_verified"]) == (240_000, 1_000, False)


def test_three_rules_ask_as_much_as_one(pool: Pool, teller: User, client: Client) -> None:
    client.force_login(teller)
    with_one = questions(client, HERE)
    for year in (2027, 2028):
        add(date(year, 1, 1), a_secretary())

    assert questions(client, HERE) == with_one
