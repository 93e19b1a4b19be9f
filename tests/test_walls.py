"""The walls between tenants, walked from outside: every address, operation and table.

A route, an operation or a table that stands in none of the lists below fails: say which wall it
is behind when you add it. What the public, strangers, neighbours, officers and every role get at
each of these addresses is walked by tests/test_rights.py.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import DataError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from klinik.clinic.cases.commands import open_light_case
from klinik.clinic.cases.models import Audience
from klinik.core.database import set_local
from klinik.directory.evidence import clean_evidence
from klinik.directory.models import Aspect
from klinik.finance.collecting.models import Refused, Round
from klinik.finance.counter.commands import collect, put_into
from klinik.finance.counter.models import Group
from klinik.finance.ledger import chart
from klinik.finance.ledger.bank.commands.files import keep_at_bank, keep_file, save_file
from klinik.finance.ledger.bank.models import BankMutation
from klinik.finance.ledger.bank.sheets import read_statement
from klinik.finance.ledger.cash.intents import money_in
from klinik.finance.ledger.commands import open_book, open_unit
from klinik.finance.ledger.drafts.commands import set_limit, submit
from klinik.finance.ledger.models import Account, Attachment, Due, Pattern
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.members import commands as members
from klinik.finance.members.models import Member
from klinik.finance.members.ties.commands import make_tie
from klinik.finance.sales.commands import Recorded, record_sales
from klinik.finance.sales.rules import Line, Paid, Slip
from klinik.finance.savings.commands import admit_member, offer_usual_products, open_savings
from klinik.finance.savings.limits.commands import set_teller_limits, submit_deposit
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.passbook.commands import print_lines
from klinik.finance.savings.queries import accounts_of
from klinik.finance.sharing.models import FeeRun, Pool, Share, ShareRun
from klinik.finance.shop.commands import keep_photo as keep_picture
from klinik.finance.shop.commands.buying import Bought, add_supplier, record_purchase
from klinik.finance.shop.commands.consigning import add_consignor
from klinik.finance.shop.commands.counting import begin_count, count_good
from klinik.finance.shop.models import Shop
from klinik.finance.tills.commands.delivering import send_cash
from klinik.finance.tills.commands.drawers import add_drawer, turn_into_drawer
from klinik.finance.tills.commands.holding import open_drawer
from klinik.finance.tills.models import DrawerKind
from klinik.finance.wallet.clock.commands import close_late
from klinik.finance.wallet.commands import issue_card, open_wallet, start_wallets, top_up
from klinik.finance.wallet.models import Batch, Category, FeeOrder, Hold, Limit, Notice
from klinik.finance.wallet.standing.commands import set_payers, take_fees
from klinik.finance.wallet.topups.commands import add_acquirer, ask_transfer, set_ways
from klinik.people import security_urls
from klinik.people.models import User
from klinik.programme.commands import give_consent
from klinik.tenancy.access import read_as
from klinik.tenancy.database import acting_for
from klinik.tenancy.devices.commands import prepare_device
from klinik.tenancy.facts.commands import record_rat
from klinik.tenancy.models import ApiToken, Koppontren, Membership
from klinik.tenancy.roles import Role
from klinik.tenancy.tokens.commands import make_token
from klinik.web.api import api
from tests import world
from tests.clinic.cases.test_walls import PAGES as CASE_PAGES
from tests.clinic.cases.test_walls import STEPS as CASE_STEPS
from tests.clinic.sessions.test_walls import STEPS as SESSION_STEPS
from tests.finance.savings.offers import make_product
from tests.finance.sharing.law import make_tax_rule
from tests.finance.shop.shelves import make_good, make_shop
from tests.finance.wallet.pocket import allow

# What the public may open; readers get what row-level security shows them.
PUBLIC = {
    "web:home",
    "web:manifest",
    "web:worker",
    "web:offline",
    "web:collecting",
    "web:till",  # an empty page: what stands on it comes from the phone
    "web:search",  # each room by its own walls: see tests/web/test_search.py
    "web:style_guide",
    "web:api_page",
    "web:sitemap_index",
    "web:sitemap",
    "web:robots",
    "web:alive",
    "web:ready",
    "setup:begin",  # once, with the code of the command line: see tests/tenancy/test_setup.py
    "setup:logo",
    "setup:regions_template",  # an empty table, until the house is set up
    "web:metrics",  # 404 without its token, see tests/web/test_metrics.py
    "directory:pesantren_list",
    "directory:product_list",
    "directory:pesantren",
    "directory:region_list",
    "directory:region",
    "directory:product",
    "directory:figures",
    "directory:indicator_list",
    "directory:indicator",
    "directory:data",
    "offices:list",
    "directory:pesantren_picture",
    "directory:product_picture",
    "directory:region_picture",
    "directory:dataset",
    "directory:partner_list",
    "directory:partner",
    "directory:photo",  # names of 32 letters and digits that stand on public pages
    "directory:paper_file",  # shows what row-level security shows: see tests/directory/test_papers
    "directory:evidence",  # serves what row-level security shows: see tests/directory
    "sessions:list",  # this and the next: what row-level security shows, see tests/clinic/sessions
    "sessions:session",
    "sessions:feed",
    "sessions:atom",  # public rows alone, see tests/clinic/test_feeds.py
    "discussions:feed",
    "stories:feed",
    "sessions:calendar",
    "sessions:picture",
    "discussions:list",  # this and the next two: what row-level security shows
    "discussions:topic",
    "discussions:file",
    "stories:list",
    "stories:story",
    "stories:of_pesantren",
    "stories:picture",  # as visible as its story: see tests/clinic/stories/test_review.py
    "stories:photo",  # this and the next: published stories alone
    "stories:shared_picture",
    "chain:chain",  # what row-level security shows, see tests/programme/chain
}
# Names no tenant; row-level security and the right to give the role stand behind them, see
# tests/tenancy/test_people.py.
PEOPLE = {
    "tenancy:pesantren_people",
    "tenancy:office_people",
    "tenancy:invitation",
    "tenancy:approve",
    "tenancy:withdraw",
    "tenancy:restore",
    "tenancy:end",
    "tenancy:renew_password",
    "tenancy:reset_second_factor",
}
# For those who speak for a pesantren, see tests/tenancy/test_papers.py.
PAPERS = {"tenancy:papers", "tenancy:add_paper", "tenancy:renew_paper", "tenancy:correct_paper"}
# For a pesantren's people and the offices that answer for it, see tests/tenancy/test_upkeep.py.
UPKEEP = {
    "tenancy:describe",
    "tenancy:queue",  # this and the next: offices only, see tests/tenancy/test_checking.py
    "tenancy:check",
    "tenancy:ask",
    "tenancy:check_of_paper",
    "tenancy:papers_expiring",  # offices only, see tests/tenancy/test_expiring.py
    # Products, see tests/tenancy/test_products.py.
    "tenancy:product_add",
    "tenancy:product_change",
    "tenancy:product_retire",
    "tenancy:product_photo_add",
    "tenancy:product_photo_change",
    "tenancy:sectors",
    # Figures, see tests/tenancy/test_figures.py.
    "tenancy:figure_add",
    "tenancy:figure_correct",
    "tenancy:figure_show",
    "tenancy:figure_check",
    # The secretariat alone, see tests/tenancy/test_indicators.py.
    "tenancy:indicator_add",
    "tenancy:indicator_change",
    "tenancy:indicator_retire",
    "tenancy:sector_change",
}
# For the secretariat and those who speak for the pesantren, see tests/programme/test_founding.py.
FOUNDING = {"founding:found", "founding:founded", "founding:decline"}
# For the offices, each its own region; see tests/tenancy/test_facts.py.
OFFICES = {
    "tenancy:standings",
    "tenancy:standing_table",
    "tenancy:terms",
    "offices:add",  # this and the next: the secretariat, see tests/tenancy/test_offices.py
    "offices:hand_over",
    "offices:describe",
    "regency:overview",  # see tests/programme/test_regency.py
    "desk:desk",  # this and the next: see tests/programme/desk
    "desk:tasks",
    "desk:load",
    "funnel:funnel",  # this and the next: the secretariat, see tests/programme/funnel
    "funnel:cases",
}
# What the law says: everybody signed in, see tests/finance/sharing/test_taxes.py.
FACTS = {"taxes:rules"}
# The second step at sign-in, and the safety of one's own account.
SECURITY = {pattern.name for pattern in security_urls.urlpatterns} - {
    "mfa_authenticate",
    "mfa_login_webauthn",
}
# A person's own, see tests/people.
OWN = {
    # A member's, or a guardian's of a child: see tests/finance/own.
    *(f"own:{name}" for name in ("list", "tie", "member", "copy", "account", "why")),
    *(f"own:{name}" for name in ("statement", "certificate")),
    # The wallet on it: see tests/finance/own/test_wallet.py.
    *(f"own:wallet{step}" for step in ("", "_limit", "_limit_away", "_block", "_release")),
    *(f"own:wallet_{step}" for step in ("ask", "top_up", "top_up_cancel")),
    "web:switch_place",  # see tests/web/test_places.py
    "web:own_data",  # this and the next: see tests/web/test_own_data.py
    "web:own_copy",
    "web:own_erasure",  # this and the next: see tests/web/test_erasure.py
    "web:keep_me",
    "people:account",
    "people:confirm_email",
    "people:own_email",
    "people:own_name",
    "people:own_number",
    "people:inbox",
    "people:open_notification",
    "people:preferences",
    "people:read_all",
    "people:unread_last",
    "people:sign_out",
    "people:sign_out_everywhere",
    *SECURITY,  # see tests/people/test_second_factor.py
    "jobs:job",  # see tests/core/test_jobs.py
    "jobs:stop",
}
# For a partner's people and the offices, see tests/tenancy/test_partners.py.
PARTNERS = {
    "tenancy:partner_add",
    "tenancy:partner_people",
    "tenancy:partner_describe",
    "tenancy:partner_verify",
    "tenancy:partner_offers",
    "tenancy:offer_make",
    "tenancy:offer_change",
    "tenancy:offer_close",
    "tenancy:offer_reopen",
}
# For the secretariat and the offices of the regencies, see tests/tenancy/test_imports.py.
IMPORTS = {
    "tenancy:import_start",
    "tenancy:import_template",
    "tenancy:import_file",
    "tenancy:import_again",
    "tenancy:import_save",
    "tenancy:import_bad",
}
# For the secretariat and the offices of the regencies, see tests/tenancy/test_merging_pages.py.
MERGING = {"tenancy:twins", "tenancy:twin_of", "tenancy:merge", "tenancy:not_twins"}
# For those who keep a thing and the offices, see tests/tenancy/test_history.py.
HISTORY = {
    "tenancy:pesantren_history",
    "tenancy:product_history",
    "tenancy:indicator_history",
    "tenancy:partner_history",
    "tenancy:pesantren_people_history",
    "tenancy:office_people_history",
    "tenancy:partner_people_history",
}
# Open on a shared device alone, see tests/tenancy/test_devices.py.
COUNTER = {"tenancy:device_enrol", "tenancy:pin", "tenancy:pin_change", "tenancy:pin_enter"}
# Signed by whoever sends it, see tests/finance/wallet/test_qris_notices.py.
SIGNED = {"acquirers:told"}
# Each behind a wall that a test of its own walks.
BY_TEST = (
    SIGNED
    | COUNTER
    | PEOPLE
    | PAPERS
    | UPKEEP
    | FOUNDING
    | PARTNERS
    | OFFICES
    | IMPORTS
    | HISTORY
    | MERGING
) | FACTS
SIGN_IN = {
    "mfa_authenticate",
    "mfa_login_webauthn",
    "web:sign_in_as",
    "set_language",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
# Behind the audience of a case: `klinik.reader`, see tests/clinic.
DISCUSSION_STEPS = (
    "answer",
    "follow",
    "lock",
    "publish",
    "edit",
    "accept",
    "flag",
    "hide",
    "leave",
)
DISCUSSION_PAGES = ("versions", "new", "similar", "summary", "flags")
STORY_PAGES = (
    "write",
    "drafts",
    "draft",
    "rewrite",
    "send",
    "agree",
    "give_back",
    "publish",
    "withdraw",
)
CLINIC = {
    "stories:tell",
    "sessions:recommendations",  # for the offices: see tests/clinic/sessions/test_promised.py
    *(f"stories:{name}" for name in STORY_PAGES),  # see tests/clinic/stories/test_review.py
    *(f"discussions:{name}" for name in DISCUSSION_STEPS + DISCUSSION_PAGES),
    *(f"cases:{name}" for name in CASE_PAGES | set(CASE_STEPS)),
    *(f"sessions:{name}" for name in SESSION_STEPS),  # see tests/clinic/sessions
}
# Addresses below /koppontren/<slug>/ with what names a row of that koppontren's in them. The
# values exist in al-hikmah only (fixture `ours`), so the neighbour must not find them anywhere.
TENANT_ROWS: dict[str, dict[str, str]] = {
    "sales:sale": {"number": "7"},
    "ledger:account": {"code": "9901"},
    "ledger:account_change": {"code": "9901"},
    "ledger:entry": {"number": "2"},
    "ledger:reverse": {"number": "2"},
    "ledger:opening_template": {"kind": "csv"},
    "bank:account": {"code": "1112"},
    "bank:accept": {"code": "1112"},
    "bank:mutations": {"code": "1112"},
    "bank:result": {"code": "1112"},
    "bank:result_back": {"code": "1112"},
    "bank:opening": {"code": "1112"},
    "bank:mutation": {"code": "1112", "number": "00000000-0000-4000-8000-000000000005"},
    "bank:match": {"code": "1112", "number": "00000000-0000-4000-8000-000000000005"},
    "bank:apart": {"code": "1112", "number": "00000000-0000-4000-8000-000000000005"},
    "bank:send": {"code": "1112"},
    "bank:file": {"code": "1112", "number": "00000000-0000-4000-8000-000000000004"},
    "bank:file_save": {"code": "1112", "number": "00000000-0000-4000-8000-000000000004"},
    "bank:file_back": {"code": "1112", "number": "00000000-0000-4000-8000-000000000004"},
    "ledger:attach": {"number": "2"},
    "ledger:pattern_keep": {"number": "2"},
    "ledger:pattern_retire": {"number": "00000000-0000-4000-8000-000000000006"},
    "ledger:due": {"number": "00000000-0000-4000-8000-000000000007"},
    "ledger:attachment": {"number": "00000000-0000-4000-8000-000000000005"},
    "ledger:attachment_remove": {"number": "00000000-0000-4000-8000-000000000005"},
    "ledger:draft": {"number": "00000000-0000-4000-8000-000000000004"},
    "ledger:draft_approve": {"number": "00000000-0000-4000-8000-000000000004"},
    "ledger:draft_reject": {"number": "00000000-0000-4000-8000-000000000004"},
    "ledger:draft_withdraw": {"number": "00000000-0000-4000-8000-000000000004"},
    **{
        f"members:{name}": {"number": "A-0001"}
        for name in ("member", "change", "nik", "photo", "new_card", "consent", "history", "ties")
    },
    **{
        f"savings:{name}": {"number": "A-0001"}
        for name in ("leave", "death", "heir_paper", "forget", "forget_confirm", "forget_drop")
    },
    **{
        f"savings:intake_{name}": {"number": "00000000-0000-4000-8000-000000000008"}
        for name in ("file", "again", "save", "bad")
    },
    "savings:intake_template": {"kind": "csv"},
    "members:tie_end": {"number": "A-0001", "tie": "00000000-0000-4000-8000-00000000000a"},
    "members:withdraw": {"number": "A-0001", "purpose": "messages"},
    "savings:open": {"number": "A-0001"},
    "savings:account": {"number": "P-0001"},
    "savings:product": {"prefix": "V"},
    "savings:product_add": {"sort": "berjangka"},
    "savings:open_due": {"number": "A-0001", "prefix": "HJ"},
    "savings:passbook_layout_of": {"prefix": "V"},
    **{f"savings:passbook{step}": {"number": "P-0001"} for step in ("", "_again", "_new")},
    "savings:printed": {"number": "P-0001", "done": "00000000-0000-4000-8000-00000000000b"},
    "savings:statement": {"number": "P-0001"},
    "savings:certificate": {"number": "P-0001"},
    "savings:transfer": {"number": "P-0001"},
    "savings:block": {"number": "P-0001"},
    "savings:release": {"number": "P-0001"},
    "savings:close": {"number": "P-0001"},
    "savings:receipt": {"number": "P-0001", "entry": "2"},
    "wallet:open": {"number": "A-0001"},
    "wallet:receipt": {"number": "D-0001", "entry": "3"},
    "wallet:limit_away": {"pk": "987657"},
    "wallet:category": {"pk": "987658"},
    "wallet:notice": {"pk": "987659"},
    "wallet:batch": {"number": "00000000-0000-4000-8000-000000000012"},
    **{
        f"wallet:fee{step}": {"number": "00000000-0000-4000-8000-000000000013"}
        for step in ("", "_take", "_day", "_end")
    },
    "wallet:holds": {"number": "D-0001"},
    "wallet:hold_pay": {"number": "D-0001", "pk": "987660"},
    "wallet:hold_release": {"number": "D-0001", "pk": "987660"},
    "wallet:whose": {"number": "00000000-0000-4000-8000-000000000005"},
    **{
        f"wallet:{name}": {"number": "D-0001"}
        for name in (
            *("wallet", "put_in", "take_out", "settle", "card", "block", "release", "pin"),
            *("limit", "close", "reopen"),
        )
    },
    "counter:serve": {"number": "A-0001"},
    "counter:group": {"pk": "987654"},
    "counter:place": {"pk": "987654"},
    "counter:teller_limits": {"pk": "987655"},
    "counter:wait": {"number": "00000000-0000-4000-8000-000000000010"},
    "counter:collection": {"number": "00000000-0000-4000-8000-000000000009"},
    "collecting:end": {"pk": "987656"},
    "collecting:settle": {"number": "00000000-0000-4000-8000-000000000011"},
    "tills:open": {"code": "9902"},
    "tills:close": {"code": "9902"},
    "tills:take": {"code": "9902"},
    "tills:report": {"code": "9902"},
    "tills:rename": {"code": "9902"},
    "tills:retire": {"code": "9902"},
    "tills:delivery": {"number": "00000000-0000-4000-8000-000000000008"},
    "tills:receive": {"number": "00000000-0000-4000-8000-000000000008"},
    "tills:refuse": {"number": "00000000-0000-4000-8000-000000000008"},
    "tills:back": {"number": "00000000-0000-4000-8000-000000000008"},
    "sharing:pool": {"unit": "BAGI"},
    "sharing:run": {"month": "2025-01", "pool": "990001", "kind": "bonus"},
    "sharing:confirm": {"month": "2025-01", "pool": "990001", "kind": "bonus"},
    "sharing:drop": {"month": "2025-01", "pool": "990001", "kind": "bonus"},
    "sharing:undo": {"month": "2025-01", "pool": "990001", "kind": "bonus"},
    "sharing:undo_confirm": {"month": "2025-01", "pool": "990001", "kind": "bonus"},
    "sharing:undo_drop": {"month": "2025-01", "pool": "990001", "kind": "bonus"},
    "sharing:undone": {"number": "990002"},
    "sharing:fee_run": {"month": "2025-02"},
    "sharing:fee_confirm": {"month": "2025-02"},
    "sharing:fee_drop": {"month": "2025-02"},
    "sharing:why": {"number": "P-0001", "month": "2025-01"},
    **{
        f"shop:{name}": {"number": "B-0001"}
        for name in ("good", "change", "price", "code", "end", "photo", "history")
    },
    **{
        f"shop:intake_{name}": {"number": "00000000-0000-4000-8000-000000000008"}
        for name in ("file", "again", "save", "bad")
    },
    "shop:intake_template": {"kind": "csv"},
    "shop:purchase": {"number": "00000000-0000-4000-8000-000000000020"},
    "shop:purchase_return": {"number": "00000000-0000-4000-8000-000000000020"},
    **{
        f"shop:{name}": {"number": "00000000-0000-4000-8000-000000000021"}
        for name in ("supplier", "supplier_change", "supplier_pay", "supplier_end")
    },
    **{f"shop:consignor{step}": {"number": "K-0001"} for step in ("", "_receive", "_pay", "_end")},
    **{f"shop:{name}": {"code": "Toko"} for name in ("settings", "close", "shop_history")},
    **{
        f"shop:count{step}": {"number": "00000000-0000-4000-8000-000000000022"}
        for step in ("", "_line", "_send", "_approve", "_drop")
    },
    "tenancy:rat_change": {"year": "2024"},
    "tenancy:rat_minutes": {"year": "2024"},
    "tenancy:token_revoke": {"number": "00000000-0000-4000-8000-000000000002"},
    "tenancy:device": {"number": "00000000-0000-4000-8000-000000000003"},
    "tenancy:device_revoke": {"number": "00000000-0000-4000-8000-000000000003"},
    "tenancy:device_code": {"number": "00000000-0000-4000-8000-000000000003"},
    "tenancy:device_unlock": {"number": "00000000-0000-4000-8000-000000000003"},
    "programme:withdraw": {"number": "00000000-0000-4000-8000-000000000001"},
}
OURS_ALONE = chart.AccountRow(
    code="9901", name="Hibah", kind="equity", normal_side="credit", unit="USPPS"
)
SAFE = chart.AccountRow(
    code="9902", name="Brankas", kind="asset", normal_side="debit", unit="USPPS", is_cash=True
)
# Of one person, or of somebody who died: see tests/finance/savings/test_intake.py, test_leaving.py.
FOUND_ELSEWHERE = {
    *(f"savings:intake_{name}" for name in ("file", "again", "save", "bad")),
    *(f"shop:intake_{name}" for name in ("file", "again", "save", "bad")),  # of one person too
    "savings:heir_paper",
}
# Pages of a tenant whose parameters name no row.
NO_ROW = {
    "ledger:opening_template",
    "savings:intake_template",
    "savings:product_add",
    "shop:intake_template",
}


def routes(
    resolver: URLResolver | None = None,
    prefix: str = "",
    names: str = "",
    kept: frozenset[str] = frozenset(),
) -> Iterator[tuple[str, frozenset[str]]]:
    """Every named address of the house with the parameters that it takes."""
    for pattern in (resolver or get_resolver()).url_patterns:
        found = kept | set(pattern.pattern.regex.groupindex) | set(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            space = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from routes(pattern, names=space, kept=found)
        elif isinstance(pattern, URLPattern):
            yield f"{names}{pattern.name}", found


ALL = dict(routes())
TENANT = sorted(
    name for name, found in ALL.items() if "koppontren" in found and not name.startswith("api")
)


def test_every_route_stands_behind_a_known_wall() -> None:
    unknown = {
        name
        for name in ALL
        if name not in PUBLIC | SIGN_IN | OWN | BY_TEST | CLINIC | set(TENANT)
        and not name.startswith("api")
    }

    assert unknown == set(), "say in this file which wall the new address is behind"


def test_every_tenant_route_with_parameters_has_a_row_to_ask_for() -> None:
    asking = {name for name in TENANT if ALL[name] - {"koppontren"}}

    assert asking == set(TENANT_ROWS), "name a row of ours for the neighbour to ask for"


def test_no_route_is_listed_that_is_gone() -> None:
    assert (PUBLIC | SIGN_IN | OWN | BY_TEST | CLINIC | set(TENANT_ROWS)) - set(ALL) == set()


def address(name: str, slug: str) -> str:
    """The address of a tenant route in koppontren `slug`, asking for the row of ours."""
    return reverse(name, kwargs={"koppontren": slug, **TENANT_ROWS.get(name, {})})


@pytest.fixture(scope="module")
def houses(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Koppontren, Koppontren]]:
    """Ours with a row for every address, and the neighbour's: built once, for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield furnish(world.make_koppontren("al-hikmah")), furnish_neighbour()
        transaction.set_rollback(True)


@pytest.fixture
def ours(
    houses: tuple[Koppontren, Koppontren], django_db_blocker: DjangoDbBlocker
) -> Iterator[Koppontren]:
    """What the neighbour asks for; whatever a test does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield houses[0]
        transaction.set_rollback(True)


@pytest.fixture
def theirs(ours: Koppontren, houses: tuple[Koppontren, Koppontren]) -> Koppontren:
    """The neighbour's."""
    return houses[1]


def furnish(koppontren: Koppontren) -> Koppontren:
    """Al-Hikmah with a book, an account 9901, a member, savings, two entries and a consent."""
    by = world.make_member_of(koppontren, Role.MANAGER)
    with acting_for(koppontren):
        read_as(by)
        open_book(koppontren, units=chart.units(), chart=[*chart.template(), OURS_ALONE, SAFE])
        cash, grant = (Account.objects.of(koppontren).get(code=code) for code in ("1111", "9901"))
        legs = [dr(cash, 100_000), cr(grant, 100_000)]
        post(koppontren, request_id=uuid4(), kind="money.in", legs=legs, by=by)
        receipt = Attachment(
            koppontren=koppontren,
            number=UUID(TENANT_ROWS["ledger:attachment"]["number"]),
            entry_number=1,
            added_by=by,
        )
        receipt.file.save("nota.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
        pattern = Pattern.objects.create(
            koppontren=koppontren,
            number=UUID(TENANT_ROWS["ledger:pattern_retire"]["number"]),
            name="Hibah",
            accounts=[cash.pk, grant.pk],
            debits=[1_000, 0],
            credits=[0, 1_000],
            made_by=by,
        )
        Due.objects.create(
            koppontren=koppontren,
            pattern=pattern,
            on=date(2026, 1, 5),
            request_id=UUID(TENANT_ROWS["ledger:due"]["number"]),
        )
        furnish_bank(koppontren, by)
        set_limit(koppontren, amount=500_000, by=by)
        submit(
            koppontren,
            intent=money_in(cash, source=grant, amount=900_000),
            request_id=UUID(TENANT_ROWS["ledger:draft"]["number"]),
            by=by,
        )
        offer_usual_products(koppontren, principal=50_000)
        make_product(koppontren, by, kind="voluntary", akad="wadiah", prefix="V")
        furnish_sharing(koppontren, by)
        make_product(koppontren, by, kind="goal", akad="wadiah", prefix="HJ")
        member = admit_member(koppontren, name="Ahmad Contoh", cash=cash, request_id=uuid4(), by=by)
        furnish_wallet(member, cash, by)
        furnish_share(koppontren)
        furnish_member(member, by)
        furnish_group(koppontren, by)
        furnish_limits(koppontren, by)
        furnish_round(koppontren, by)
        furnish_safe(koppontren, cash, by)
        furnish_shop(koppontren, by)
        furnish_sale(koppontren, by)
        furnish_case(koppontren, by)
        give_consent(
            koppontren,
            indicator=world.make_indicator(),
            starts_on=timezone.localdate(),
            ends_on=timezone.localdate(),
            request_id=UUID(TENANT_ROWS["programme:withdraw"]["number"]),
            by=by,
        )
        make_token(
            koppontren,
            name="Laporan",
            scope=ApiToken.Scope.READ,
            days=30,
            request_id=UUID(TENANT_ROWS["tenancy:token_revoke"]["number"]),
            by=by,
        )
        prepare_device(
            koppontren,
            name="HP Toko",
            request_id=UUID(TENANT_ROWS["tenancy:device"]["number"]),
            by=by,
        )
        record_rat(
            koppontren,
            year=2024,
            held_on=date(2025, 3, 1),
            present=1,
            members=1,
            minutes=clean_evidence(ContentFile(b"%PDF-1.4 %%EOF", name="notulen.pdf")),
            by=by,
        )
    return koppontren


def furnish_case(koppontren: Koppontren, by: User) -> None:
    """An obstacle of the pesantren, of a year in which no other test opens one."""
    aspect = Aspect.objects.first() or world.make_office("pembiayaan").aspect
    assert aspect
    case = open_light_case(
        pesantren=koppontren.pesantren,
        title="Laporan terlambat",
        description="Nota disalin tiga kali.",
        aspect=aspect,
        audience=Audience.NETWORK,
        request_id=uuid4(),
        by=by,
        at=datetime(2020, 1, 31, 9, tzinfo=UTC),
    )
    assert case.number == OUR_CASE


def furnish_member(member: Member, by: User) -> None:
    """A photo, a consent to messages, a printed passbook, and a link to the own page."""
    print_lines(
        SavingsAccount.objects.get(koppontren=member.koppontren, number="P-0001"),
        seen=0,
        request_id=UUID(TENANT_ROWS["savings:printed"]["done"]),
        by=by,
    )
    make_tie(member, capacity="self", request_id=UUID(TENANT_ROWS["members:tie_end"]["tie"]), by=by)
    members.keep_photo(member, ContentFile(b"webp", name="wajah.webp"), by=by)
    members.give_consent(
        member,
        purpose="messages",
        given_on=timezone.localdate(),
        given_by=member.name,
        relation="self",
        by=by,
    )


def furnish_wallet(member: Member, cash: Account, by: User) -> None:
    """A wallet with money in it, a card, a limit, and a category of ours."""
    start_wallets(member.koppontren, by=by)
    wallet = open_wallet(member, request_id=uuid4())
    entry = top_up(wallet, amount=5_000, cash=cash, request_id=uuid4(), by=by)
    assert str(entry.number) == TENANT_ROWS["wallet:receipt"]["entry"]
    issue_card(wallet, request_id=uuid4(), by=by)
    category = Category.objects.create(
        pk=int(TENANT_ROWS["wallet:category"]["pk"]),
        koppontren=member.koppontren,
        name="Pramuka",
    )
    bank = BankMutation.objects.get(number=TENANT_ROWS["wallet:whose"]["number"]).bank
    set_ways(member.koppontren, bank=bank, by=by)
    acquirer, _secret = add_acquirer(member.koppontren, name="Penghubung Contoh", by=by)
    Notice.objects.create(
        pk=int(TENANT_ROWS["wallet:notice"]["pk"]),
        koppontren=member.koppontren,
        acquirer=acquirer,
        theirs="1",
        bill="T0000000000",
        amount=1_000,
        paid_at=timezone.now(),
        state="check",
        doubt="unknown",
    )
    ask_transfer(wallet, amount=10_000, request_id=uuid4(), by=by)
    Batch.objects.create(
        koppontren=member.koppontren,
        request_id=UUID(TENANT_ROWS["wallet:batch"]["number"]),
        kind="in",
        amounts={"D-0001": 1},
        wallets=1,
        total=1,
        made_by=by,
    )
    close_late(member.koppontren)
    fee = FeeOrder.objects.create(
        koppontren=member.koppontren,
        number=UUID(TENANT_ROWS["wallet:fee"]["number"]),
        name="Syahriyah",
        account=Account.objects.of(member.koppontren).get(code="4310"),
        made_by=by,
    )
    set_payers(fee, amounts={"D-0001": 900_000})
    take_fees(fee, month=date(2026, 1, 1), by=by)
    Hold.objects.create(
        pk=int(TENANT_ROWS["wallet:hold_pay"]["pk"]),
        koppontren=member.koppontren,
        wallet=wallet,
        about="Katering",
        amount=1_000,
        state="released",
        ended_at=timezone.now(),
        on=date(2026, 1, 1),
        expires_at=timezone.now(),
        made_by=by,
        request_id=uuid4(),
    )
    allow(wallet, {None: 1}, device="HP")
    Limit.objects.create(
        pk=int(TENANT_ROWS["wallet:limit_away"]["pk"]),
        koppontren=member.koppontren,
        wallet=wallet,
        category=category,
        period="day",
        amount=1_000,
        set_by=by,
    )


def furnish_sharing(koppontren: Koppontren, by: User) -> None:
    """A unit of ours with a pool, a month of it that was prepared, and one that was undone."""
    unit = open_unit(koppontren, unit=chart.UnitRow(code="BAGI", name="Bagi hasil"))
    Pool.objects.create(
        pk=990001,
        koppontren=koppontren,
        unit=unit,
        expense=Account.objects.of(koppontren).get(code="5310"),
    )
    of_month: dict[str, Any] = {
        "koppontren": koppontren,
        "pool_id": 990001,
        "month": date(2025, 1, 1),
        "income": 1,
        "incomes": [],
        "day_sum": 1,
        "shared": 1,
        "tax": 0,
        "accounts": 1,
        "tax_rule": make_tax_rule(),
        "prepared_by": by,
    }
    ShareRun.objects.create(kind="bonus", **of_month)
    ShareRun.objects.create(
        pk=990002,
        kind="share",
        state="undone",
        confirmed_by=by,
        confirmed_at=timezone.now(),
        undo_reason="Keliru",
        undo_asked_by=by,
        undo_asked_at=timezone.now(),
        undo_confirmed_by=world.make_user(),
        undo_confirmed_at=timezone.now(),
        **of_month,
    )


def furnish_share(koppontren: Koppontren) -> None:
    """A part of that month for our member's account, and the fees of another."""
    Share.objects.create(
        koppontren=koppontren,
        run=ShareRun.objects.of(koppontren).get(state="prepared"),
        savings=SavingsAccount.objects.of(koppontren).get(number="P-0001"),
        place=1,
        day_sum=1,
        nisbah=10_000,
        gross=1,
        tax=0,
    )
    FeeRun.objects.create(
        koppontren=koppontren,
        month=date(2025, 2, 1),
        asked=0,
        accounts=0,
        amount=0,
        prepared_by=world.make_user(),
    )


def furnish_bank(koppontren: Koppontren, by: User) -> None:
    """Account 1112 is kept at a bank, which gave a file."""
    bank = keep_at_bank(Account.objects.of(koppontren).get(code="1112"), bank="Bank Contoh")
    table = b"Tanggal;Keterangan;Debet;Kredit;Saldo\n03/03/2026;SETOR;;5.000;5.000\n"
    upload = ContentFile(table, name="mutasi.csv")
    statement = read_statement(upload, today=timezone.localdate())
    number = UUID(TENANT_ROWS["bank:mutation"]["number"])
    before = save_file(keep_file(bank, statement=statement, request_id=number, by=by))
    BankMutation.objects.create(
        koppontren=koppontren, bank=bank, file=before, number=number, on=before.last, amount=5
    )
    number = UUID(TENANT_ROWS["bank:file"]["number"])
    keep_file(bank, statement=statement, request_id=number, by=by)


def furnish_group(koppontren: Koppontren, by: User) -> None:
    """A class of one member, who paid once."""
    group = Group.objects.create(
        pk=int(TENANT_ROWS["counter:group"]["pk"]), koppontren=koppontren, name="Kelas 7A"
    )
    member = Member.objects.of(koppontren).get(number="A-0001")
    put_into(group, member)
    wajib = SavingsProduct.objects.of(koppontren).select_related("control__unit").get(prefix="W")
    savings = open_savings(member, product=wajib, request_id=uuid4(), by=by)
    number = UUID(TENANT_ROWS["counter:collection"]["number"])
    amounts = {savings.number: 1_000}
    collect(group, product=wajib, amounts=amounts, request_id=number, by=by)


def furnish_limits(koppontren: Koppontren, by: User) -> None:
    """A teller who takes Rp1.000 alone, and a deposit of Rp2.000 that waits."""
    pk = int(TENANT_ROWS["counter:teller_limits"]["pk"])
    teller = User.objects.create(pk=pk, name="Teller Contoh", email="teller.contoh@test.example")
    Membership.objects.create(user=teller, role=Role.TELLER, koppontren=koppontren)
    set_teller_limits(koppontren, teller, deposit=1_000, by=by)
    savings = accounts_of(koppontren).get(product__prefix="W", member__number="A-0001")
    number = UUID(TENANT_ROWS["counter:wait"]["number"])
    submit_deposit(savings, amount=2_000, request_id=number, by=teller)


def furnish_round(koppontren: Koppontren, by: User) -> None:
    """The manager collects from the class as well, with a bag."""
    group = Group.objects.of(koppontren).get(pk=int(TENANT_ROWS["counter:group"]["pk"]))
    unit = SavingsProduct.objects.of(koppontren).get(prefix="W").control.unit
    add_drawer(koppontren, name="Tas", kind=DrawerKind.BAG, unit=unit, by=by, owner=by)
    Round.objects.create(
        pk=int(TENANT_ROWS["collecting:end"]["pk"]),
        koppontren=koppontren,
        group=group,
        collector=by,
        given_by=by,
    )
    now = timezone.now()
    number = UUID(TENANT_ROWS["collecting:settle"]["number"])
    said = {"account": "W-0001", "amount": 1_000, "said_at": now, "why": "Tas belum dibuka."}
    Refused.objects.create(koppontren=koppontren, request_id=number, collector=by, **said)


def furnish_safe(koppontren: Koppontren, cash: Account, by: User) -> None:
    """Account 9902 is a safe in the manager's hands, and cash is on its way to it."""
    account = Account.objects.of(koppontren).select_related("unit").get(code="9902")
    safe = turn_into_drawer(account, kind=DrawerKind.SAFE, by=by)
    open_drawer(safe, pieces={}, request_id=uuid4(), by=by)
    number = UUID(TENANT_ROWS["tills:delivery"]["number"])
    send_cash(cash, target=account, amount=1_000, request_id=number, by=by)


def furnish_shop(koppontren: Koppontren, by: User) -> None:
    """A shop with a good and its picture, bought from a supplier who is still owed."""
    good = make_good(make_shop(koppontren, by), by)
    keep_picture(good, ContentFile(b"webp", name="air.webp"), by=by)
    number = UUID(TENANT_ROWS["shop:supplier"]["number"])
    supplier = add_supplier(good.shop, name="Grosir Contoh", request_id=number, by=by)
    number = UUID(TENANT_ROWS["shop:purchase"]["number"])
    bought = [Bought(good=good, quantity=1_000, cost=1_000)]
    record_purchase(good.shop, bought, supplier=supplier, request_id=number, by=by)
    add_consignor(good.shop, name="Kelas Boga", request_id=uuid4(), by=by)
    number = UUID(TENANT_ROWS["shop:count"]["number"])
    count_good(begin_count(good.shop, request_id=number, by=by), good, counted=0, by=by)


def furnish_sale(koppontren: Koppontren, by: User) -> None:
    """A sale of our shop, paid by QRIS, with something to look at."""
    shop = Shop.objects.of(koppontren).get()
    good = shop.goods.get()
    line = Line(good.pk, 1_000, good.price + 500)
    slip = Slip(
        request_id=uuid4(),
        shop=shop.pk,
        device="kasir",
        cashier=by.pk,
        said_at=timezone.now(),
        is_offline=True,
        lines=[line],
        payments=[Paid("qris", line.amount)],
    )
    [sold] = record_sales(koppontren, [slip], sent_at=timezone.now(), by=by)
    assert isinstance(sold, Recorded)
    assert str(sold.entry_number) == TENANT_ROWS["sales:sale"]["number"]


def furnish_neighbour() -> Koppontren:
    """An-Nur with a book of the same chart and no row of its own."""
    koppontren = world.make_koppontren("an-nur")
    with acting_for(koppontren):
        open_book(koppontren, units=chart.units(), chart=chart.template())
        offer_usual_products(koppontren, principal=25_000)
    return koppontren


def answers(client: Client, url: str) -> list[int]:
    """What reading and writing at an address gives; 405 says only that it does not do that."""
    read, written = client.get(url), client.post(url, {})
    if read.streaming:
        assert read.getvalue()  # a file that is handed out is read to its end, and closed
    given = [read.status_code, written.status_code]
    assert given != [405, 405]
    return [status for status in given if status != 405]


def said(client: Client, routes: Iterable[str], slug: str) -> dict[str, set[int]]:
    """What each address of koppontren `slug` answers to this browser."""
    return {route: set(answers(client, address(route, slug))) for route in routes}


def test_a_neighbour_does_not_find_our_rows_at_their_own_address(
    client: Client, ours: Koppontren, theirs: Koppontren
) -> None:
    routes = sorted(set(TENANT_ROWS) - NO_ROW)
    client.force_login(world.make_member_of(theirs, Role.MANAGER))

    assert said(client, routes, "an-nur") == {route: {404} for route in routes}


@pytest.mark.parametrize("route", sorted(set(TENANT_ROWS) - NO_ROW - FOUND_ELSEWHERE))
def test_we_find_our_rows(client: Client, ours: Koppontren, route: str) -> None:
    """Without this, the two tests above would pass for a row that nobody has."""
    client.force_login(world.make_member_of(ours, Role.MANAGER))

    assert 404 not in answers(client, address(route, "al-hikmah"))


# What programs may ask without signing in: public facts and figures, see test_opened.
OPEN_OPERATIONS = [
    ("get", f"/api/{name}")
    for name in (
        "pesantren",
        "pesantren/{slug}",
        "products",
        "products/{number}",
        "regions",
        "partners",
        "partners/{slug}",
        "indicators",
        "readings",
        "stories",
        "stories/{slug}",
        "sessions",
        "sessions/{slug}",
    )
]
# What a person sees by their own eyes, behind the audience of a case: see tests/clinic/test_api.
OF_READERS = [
    ("get", "/api/cases"),
    ("post", "/api/cases"),
    ("get", "/api/cases/{number}"),
    # A member's own: see tests/finance/own.
    ("get", "/api/own"),
    ("get", "/api/own/{place}/{number}"),
    ("get", "/api/own/{place}/{number}/wallet"),
    ("put", "/api/own/{place}/{number}/wallet/limits"),
    ("post", "/api/own/{place}/{number}/wallet/card/block"),
    ("post", "/api/own/{place}/{number}/wallet/top-ups"),
    ("get", "/api/own/{place}/{number}/savings/{account}/statement"),
    ("get", "/api/own/{place}/{number}/savings/{account}/certificate"),
    ("get", "/api/own/{place}/{number}/savings/{account}/profit-shares/{month}"),
]


def every_operation() -> list[tuple[str, str]]:
    """Every operation of the API, as (method, path)."""
    paths = api.get_openapi_schema()["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


def operations() -> list[tuple[str, str]]:
    """Every operation but those that are open to all."""
    return [one for one in every_operation() if one not in OPEN_OPERATIONS + OF_READERS]


OUR_CASE = "K-2020-0001"
# What names a row of our book in an operation; the statement is everybody's.
OF_BOOKS = {
    "code": "9901",
    "entry": "2",
    "draft": TENANT_ROWS["ledger:draft"]["number"],
    "statement": "trial_balance",
    "purpose": "messages",
    "tie": TENANT_ROWS["members:tie_end"]["tie"],
    "delivery": TENANT_ROWS["tills:delivery"]["number"],
    "unit": "USPPS",
    "month": "2025-01",
    "receipt": TENANT_ROWS["collecting:settle"]["number"],
    "round": TENANT_ROWS["collecting:end"]["pk"],
    "group": TENANT_ROWS["counter:group"]["pk"],
    "prefix": "V",
    "hold": TENANT_ROWS["wallet:hold_pay"]["pk"],
    "top_up": "T0000000000",
    "fee": TENANT_ROWS["wallet:fee"]["number"],
    "table": TENANT_ROWS["savings:intake_file"]["number"],
    "good": "B-0001",
    "consignor": "K-0001",
    "purchase": TENANT_ROWS["shop:purchase"]["number"],
    "supplier": TENANT_ROWS["shop:supplier"]["number"],
    "stock_count": TENANT_ROWS["shop:count"]["number"],
    "shop_unit": "Toko",
    "buyer": "A-0001",
    "year": "2025",
    "sale": TENANT_ROWS["sales:sale"]["number"],
}


def rows_in(path: str) -> dict[str, str]:
    """What names our rows in this path: a member, a savings account, a case, a drawer."""
    number = "A-0001" if "/members/" in path else "P-0001"
    number = "D-0001" if "/wallets/" in path else number
    number = OUR_CASE if "{koppontren}/cases/" in path else number
    code = TENANT_ROWS["tills:report"]["code"] if "/drawers/" in path else OF_BOOKS["code"]
    return OF_BOOKS | {"number": number, "code": code}


def ask(client: Client, method: str, path: str, slug: str) -> int:
    """Ask an operation of koppontren `slug` for rows of ours."""
    held_back = {"draft": TENANT_ROWS["counter:wait"]["number"]} if "savings-d" in path else {}
    if "/goods-imports/" in path:
        held_back = {"table": TENANT_ROWS["shop:intake_file"]["number"]}
    url = path.format(koppontren=slug, **rows_in(path) | held_back)
    if method == "get":
        read = client.get(url)
        if read.streaming:
            read.getvalue()
        return int(read.status_code)
    answer = client.generic(
        method.upper(),
        url,
        json.dumps({"amount": 1000}),
        "application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )
    return int(answer.status_code)


# Whoever has cash in hand asks these, each about their own: tests/finance/tills.
OF_ALL_CASH = re.compile(r"/(drawers|cash-deliveries)(/|$)")


def test_the_api_has_operations_to_try() -> None:
    assert len(operations()) >= 3
    assert set(OPEN_OPERATIONS + OF_READERS) <= set(every_operation())
    assert all("{koppontren}" in path for _, path in operations())


@pytest.mark.parametrize(("method", "path"), operations())
def test_the_api_has_the_same_walls(
    client: Client, ours: Koppontren, theirs: Koppontren, method: str, path: str
) -> None:
    assert ask(client, method, path, "al-hikmah") == 401
    client.force_login(world.make_user())
    assert ask(client, method, path, "al-hikmah") == 404
    client.force_login(world.make_member_of(theirs, Role.MANAGER))
    assert ask(client, method, path, "al-hikmah") == 404
    rows = ("{number}", "{code}", "{entry}", "{draft}", "{group}", "{good}", "{sale}")
    if any(row in path for row in rows) and method == "get":
        assert ask(client, method, path, "an-nur") == 404
        client.force_login(world.make_member_of(ours, Role.MANAGER))
        is_found = ask(client, method, path, "al-hikmah") != 404
        assert is_found or path.endswith("/leaving/paper")  # of the dead: web/test_api_members.py
    if not OF_ALL_CASH.search(path):
        low = Role.COLLECTOR if "/till/" in path else Role.CASHIER
        client.force_login(world.make_member_of(ours, low))
        assert ask(client, method, path, "al-hikmah") == 403


# Tables without a wall of their own, each with the reason.
SHARED_TABLES = {
    "directory_region": "public facts",
    "directory_aspect": "public facts",
    "directory_pesantren": "public facts",
    "directory_product": "public facts",
    "directory_indicator": "public facts",
    "directory_sector": "public facts",
    "directory_searchentry": "words of public facts",
    "directory_productentry": "words of public facts",
    "directory_knownword": "words of public facts",
    "tenancy_koppontren": "names the tenants; read before one is chosen",
    "tenancy_aspectduty": "which office takes which aspect is public; rows are only added",
    "tenancy_office": "public facts",
    "tenancy_legalterm": "what laws say",
    "sharing_taxrule": "what laws say; rows are only added",
    "sharing_taxedmonth": "months that somebody divided, without whose; a trigger keeps it",
    "tenancy_programme": "what the house is called",
    "tenancy_membership": "read before a tenant is chosen",
    "people_user": "read before a tenant is chosen",
    "people_attempts": "how often a secret was guessed, asked before anybody is known",
    "people_preference": "how one wants to be told, read by whoever has something to tell",
    "people_session": "read before anybody is known; looked up by its secret key",
    "people_user_groups": "Django's own, empty here",
    "people_user_user_permissions": "Django's own, empty here",
    "cases_likeness": "the application has no right on it: see tests/clinic/cases/test_alike.py",
    "stories_entry": "the application has no right on it: see tests/clinic/stories/test_found.py",
    "cases_holiday": "days off are public; rows are only added",
    "cases_servicetarget": "what is promised is public; rows are only added",
    "cases_caseyear": "the last number of a year, no case",
}
FOREIGN_PREFIXES = (
    "django_",
    "auth_",
    "axes_",
    "mfa_",
    "account_",
    "procrastinate_",
    "pghistory_",
)
WALLED = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity
       AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid),
       EXISTS (SELECT FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attname = 'koppontren_id' AND NOT a.attisdropped)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
"""


def tables() -> list[tuple[str, bool, bool]]:
    """Every table of ours: its name, whether it is walled, whether it belongs to a tenant."""
    with connection.cursor() as cursor:
        cursor.execute(WALLED)
        rows = cursor.fetchall()
    return [row for row in rows if not row[0].startswith(FOREIGN_PREFIXES)]


def test_every_table_is_walled_or_explained(db: None) -> None:
    open_tables = {name for name, is_walled, _ in tables() if not is_walled}

    assert open_tables == set(SHARED_TABLES), "FORCE row-level security, or explain it here"


def test_nothing_of_a_tenant_is_open_to_who_reads_their_own_unless_it_says_so(db: None) -> None:
    """Decision 0055: a wall by tenant comes with a policy `own`; see `OwnRowsOnly`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT w.tablename FROM pg_policies w WHERE w.policyname = 'wall'"
            " AND w.qual LIKE '%klinik.koppontren%' AND NOT EXISTS (SELECT FROM pg_policies o"
            " WHERE o.tablename = w.tablename AND o.policyname = 'own'"
            " AND o.permissive = 'RESTRICTIVE')"
        )
        assert cursor.fetchall() == []


# Everybody may read these rows of a tenant, and nobody else may write them; see their own tests.
PUBLIC_OF_TENANTS = {"tenancy_rat"}


def test_tenant_tables_show_nothing_of_ours_to_the_neighbour(
    ours: Koppontren, theirs: Koppontren
) -> None:
    walled = [name for name, is_walled, is_tenants in tables() if is_walled and is_tenants]
    walled = sorted(set(walled) - PUBLIC_OF_TENANTS)
    assert len(walled) >= 10
    neighbour = world.make_member_of(theirs, Role.MANAGER)
    manager = world.make_member_of(ours, Role.MANAGER)
    for name in walled:
        with acting_for(theirs), connection.cursor() as cursor:
            read_as(neighbour)
            cursor.execute(f"SELECT count(*) FROM {name} WHERE koppontren_id = %s", [ours.pk])
            assert cursor.fetchone() == (0,), name
        with acting_for(ours), connection.cursor() as cursor:
            read_as(manager)
            cursor.execute(f"SELECT count(*) FROM {name} WHERE koppontren_id = %s", [theirs.pk])
            assert cursor.fetchone() == (0,), name


def count(name: str) -> int:
    """How many rows of a table this transaction may see."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {name}")
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def test_no_setting_is_an_error_and_not_an_empty_answer(ours: Koppontren) -> None:
    with acting_for(ours):
        walled = {name for name, is_walled, _ in tables() if is_walled} - PUBLIC_OF_TENANTS
        held = [name for name in sorted(walled) if count(name)]
        set_local("klinik.koppontren", "")
        set_local("klinik.reader", "")
        for name in held:
            with pytest.raises((ProgrammingError, DataError)), transaction.atomic():
                count(name)

    assert len(held) >= 10  # a table without rows has nothing to refuse


def test_the_application_owns_nothing_and_bypasses_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb,"
            " EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid)"
            " FROM pg_roles r WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False)
