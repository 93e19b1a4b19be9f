"""Saving a table of members with what they hold: many rows at once, what is the same left alone."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from klinik.core.errors import DomainError
from klinik.core.history import acting
from klinik.core.imports import Outcome, Result
from klinik.core.imports.models import Import
from klinik.core.money import rupiah
from klinik.finance.ledger.commands import open_detail_accounts
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.posting import Posting, cr, dr, post_many
from klinik.finance.ledger.refusals import LedgerRefusal
from klinik.finance.members.commands import CARD_BYTES, locked_register
from klinik.finance.members.models import Member, MemberConsent
from klinik.finance.members.nik import nik_hash, sealed_nik
from klinik.finance.members.rules import (
    Purpose,
    Relation,
    Standing,
    member_number,
    refuse_without_guardian,
)
from klinik.finance.savings.intake.columns import WHO
from klinik.finance.savings.intake.queries import (
    Known,
    brought_in,
    look_over,
    undetailed_accounts,
)
from klinik.finance.savings.intake.refusals import (
    BroughtOtherwise,
    HasGone,
    MoreThanUndetailed,
    NoTerms,
    TwiceInFile,
)
from klinik.finance.savings.intake.rules import Said, Terms, read_row
from klinik.finance.savings.kinds import INTAKE
from klinik.finance.savings.models import SavingsAccount, SavingsKind, SavingsProduct
from klinik.finance.savings.product_rules import months_later
from klinik.finance.savings.rules import savings_number
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren

TITLE = gettext_noop("Bringing in members")
LABELS = {column.name: column.label for column in WHO}
GUARDIAN = ("guardian_name", "guardian_relation", "guardian_phone")


@dataclass
class Change:
    """What a row would make of a member: what to write, what to bring in, and what is said."""

    said: Said
    member: Member
    is_new: bool = False
    changed: set[str] = field(default_factory=set)
    brings: dict[str, int] = field(default_factory=dict)
    terms: dict[str, Terms] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    refusal: str = ""

    @property
    def outcome(self) -> Outcome:
        """What becomes of the row."""
        if self.refusal:
            return Outcome(Result.BAD, self.refusal)
        if self.is_new:
            return Outcome(Result.NEW)
        return Outcome(Result.CHANGED if self.told else Result.UNCHANGED, "; ".join(self.told))


class Unposted(Exception):
    """The ledger refused some rows; by row, why."""

    def __init__(self, why: dict[int, str]) -> None:
        super().__init__(why)
        self.why = why


class MemberWork:
    """The rows of one table of members, on their way in."""

    def __init__(self, row: Import) -> None:
        self.koppontren = Koppontren.objects.get(slug=row.about["place"][0])
        enter(self.koppontren)
        self.on = date.fromisoformat(row.about["on"])
        self.by = User.objects.get(pk=row.owner_id)
        self.number = row.number
        products = SavingsProduct.objects.of(self.koppontren).select_related("control__unit")
        self.products = {product.prefix: product for product in products}
        self.known = Known(self.koppontren)
        self.batches = 0
        self.parts, self.refused = _read(row, today=today_in(self.koppontren))

    def rows_of(self, part: Said) -> Sequence[int]:
        """The row of one member."""
        return [part.row]

    def plan(self, parts: Sequence[Said]) -> dict[int, Outcome]:
        """What would become of each row."""
        enter(self.koppontren)
        return {change.said.row: change.outcome for change in self._changes(parts)}

    def save(self, parts: Sequence[Said]) -> dict[int, Outcome]:
        """Save these members; one that the ledger refuses is bad, the others are saved."""
        enter(self.koppontren)
        locked_register(self.koppontren)
        self.known.catch_up()
        outcomes: dict[int, Outcome] = {}
        while parts:
            changes = self._changes(parts)
            try:
                with transaction.atomic(), acting(self.by.pk):
                    self._write([change for change in changes if not change.refusal])
            except Unposted as refused:
                outcomes |= {row: Outcome(Result.BAD, why) for row, why in refused.why.items()}
                parts = [said for said in parts if said.row not in refused.why]
                continue
            except IntegrityError:
                if len(parts) == 1:
                    return outcomes | {parts[0].row: Outcome(Result.BAD, _meanwhile())}
                return outcomes | {
                    at: told for said in parts for at, told in self.save([said]).items()
                }
            self._look_over_now_and_then()
            return outcomes | {change.said.row: change.outcome for change in changes}
        return outcomes

    def _look_over_now_and_then(self) -> None:
        """After the first batch, the second, the fourth: each time as much again has come in."""
        self.batches += 1
        if self.batches & (self.batches - 1) == 0:
            look_over()

    # What would become of the rows

    def _changes(self, parts: Sequence[Said]) -> list[Change]:
        found: dict[int, int | None] = {}
        changes = []
        for said in parts:
            try:
                found[said.row] = self.known.found(said)
            except DomainError as refusal:
                changes.append(Change(said, Member(), refusal=str(refusal.message)))
        there = Member.objects.of(self.koppontren).in_bulk([pk for pk in found.values() if pk])
        held = self._held(there.values())
        undetailed = undetailed_accounts(self.products.values())
        left = {prefix: account.balance for prefix, account in undetailed.items()}
        for said in parts:
            if said.row not in found:
                continue
            member = there.get(found[said.row] or 0)
            change = Change(said, member or Member(), is_new=member is None)
            try:
                self._fill(change)
                self._weigh(change, held, left)
            except DomainError as refusal:
                change.refusal = str(refusal.message)
            changes.append(change)
        return changes

    def _held(self, members: Iterable[Member]) -> dict[tuple[int, str], int]:
        """By member and product, what came in by a table before, in rupiah.

        Principal savings that were paid at the counter count as well: they are paid once.
        """
        rows = SavingsAccount.objects.of(self.koppontren).filter(member__in=list(members))
        accounts = {
            savings.account_id: savings for savings in rows.select_related("product", "account")
        }
        sums = brought_in(self.koppontren, accounts)
        for pk, savings in accounts.items():
            if savings.product.kind == SavingsKind.PRINCIPAL and savings.account.balance:
                sums[pk] = savings.account.balance
        return {
            (accounts[pk].member_id, accounts[pk].product.prefix): amount
            for pk, amount in sums.items()
        }

    def _fill(self, change: Change) -> None:
        """What the row says, put on the member. Raises what the register would."""
        said, member = change.said, change.member
        facts = said.facts
        if not change.is_new and not member.is_here:
            raise HasGone
        if change.is_new or said.filled & {"birth_date", *GUARDIAN}:
            refuse_without_guardian(
                facts, is_agreed=bool(facts.consented_on), on=today_in(self.koppontren)
            )
        values: dict[str, Any] = {"name": said.name, "phone": said.phone}
        values |= {"former_number": said.former_number}
        values |= {name: getattr(facts, name) for name in ("category", "birth_date", "address")}
        values |= {name: getattr(facts, name) for name in GUARDIAN}
        for name, value in values.items():
            before = getattr(member, name)
            is_said = (
                change.is_new
                or name in said.filled
                or (name in GUARDIAN and "guardian_name" in said.filled)
            )
            if is_said and before != value:
                setattr(member, name, value)
                change.changed.add(name)
                if not change.is_new:
                    change.told.append(f"{LABELS[name]}: {before or '–'} → {value}")
        if facts.nik and member.nik_hash != nik_hash(facts.nik):
            member.nik_sealed, member.nik_hash = sealed_nik(facts.nik), nik_hash(facts.nik)
            member.nik_tail = facts.nik[-4:]
            change.changed |= {"nik_sealed", "nik_hash", "nik_tail"}
            if not change.is_new:
                change.told.append(f"NIK: {member.masked_nik}")

    def _weigh(
        self, change: Change, held: dict[tuple[int, str], int], left: dict[str, int]
    ) -> None:
        """What the row brings in, taken from what is left to divide."""
        brings: dict[str, int] = {}
        for prefix, amount in change.said.balances.items():
            product = self.products[prefix]
            before = held.get((change.member.pk or 0, prefix), 0)
            if before and before != amount:
                raise BroughtOtherwise(product.name, before=before)
            if before:
                continue
            if amount > left.get(prefix, 0):
                raise MoreThanUndetailed(product.name, left=left.get(prefix, 0), asked=amount)
            brings[prefix] = amount
            change.terms[prefix] = self._terms(product, change.said.terms[prefix])
        for prefix, amount in brings.items():
            left[prefix] -= amount
            change.told.append(f"{self.products[prefix].name}: {rupiah(amount)}")
        change.brings = brings

    def _terms(self, product: SavingsProduct, said: Terms) -> Terms:
        """When it is due and what it is for, where that belongs to it. Raises NoTerms."""
        if product.kind not in (SavingsKind.TERM, SavingsKind.GOAL):
            return Terms()
        is_goal = product.kind == SavingsKind.GOAL
        due_on = said.due_on or (None if is_goal else months_later(self.on, product.months or 1))
        if due_on is None or due_on <= self.on or (is_goal and not said.target):
            raise NoTerms(product.name)
        return said._replace(purpose=said.purpose or product.name) if is_goal else Terms(due_on)

    # How it is written

    def _write(self, changes: Sequence[Change]) -> None:
        self._write_members(changes)
        self._write_consents(changes)
        for change in changes:  # a child's birthday is written once the guardian's consent stands
            if change.changed and not change.is_new:
                change.member.save(update_fields=sorted(change.changed))
        accounts = self._accounts(changes)
        undetailed = undetailed_accounts(self.products.values())
        bringing = [change for change in changes if change.brings]
        postings = [
            Posting(
                request_id=uuid5(self.number, str(change.said.row)),
                kind=INTAKE,
                legs=[
                    leg
                    for prefix, amount in change.brings.items()
                    for leg in (
                        dr(undetailed[prefix], amount),
                        cr(accounts[change.member.pk, prefix].account, amount),
                    )
                ],
                on=self.on,
            )
            for change in bringing
        ]
        answers = post_many(self.koppontren, postings, by=self.by)
        why = {
            change.said.row: str(answer.message)
            for change, answer in zip(bringing, answers, strict=True)
            if isinstance(answer, LedgerRefusal)
        }
        if why:
            raise Unposted(why)
        self._make_full(changes)

    def _write_members(self, changes: Sequence[Change]) -> None:
        register = locked_register(self.koppontren)
        new = [change for change in changes if change.is_new]
        for change in new:
            member = change.member
            register.last_number += 1
            member.koppontren = self.koppontren
            member.number = member_number(register.last_number)
            member.card_code = f"AGT{secrets.token_hex(CARD_BYTES).upper()}"
            member.joined_on = change.said.joined_on or self.on
            member.request_id = uuid5(self.number, str(change.said.row))
        register.save(update_fields=["last_number"])
        Member.objects.bulk_create([change.member for change in new])

    def _write_consents(self, changes: Sequence[Change]) -> None:
        agreed = [c for c in changes if c.said.facts.consented_on and c.said.facts.guardian_name]
        rows = MemberConsent.objects.of(self.koppontren).filter(
            member__in=[c.member.pk for c in agreed], purpose=Purpose.DATA, withdrawn_on=None
        )
        # What a member had said for themselves ends where a guardian agrees, as at the counter.
        today = today_in(self.koppontren)
        rows.filter(relation=Relation.SELF).update(withdrawn_on=Greatest("given_on", Value(today)))
        standing = set(rows.values_list("member", flat=True))
        MemberConsent.objects.bulk_create(
            MemberConsent(
                koppontren=self.koppontren,
                member=change.member,
                purpose=Purpose.DATA,
                given_on=change.said.facts.consented_on or self.on,
                given_by=change.said.facts.guardian_name,
                relation=change.said.facts.guardian_relation,
                recorded_by=self.by,
            )
            for change in agreed
            if change.member.pk not in standing
        )

    def _accounts(self, changes: Sequence[Change]) -> dict[tuple[int, str], SavingsAccount]:
        """The savings accounts of these rows, opened where there is none yet.

        Who is new has simpanan pokok and wajib, whether they bring any or not. What is due on a day
        is an account of its own each time.
        """
        rows = SavingsAccount.objects.of(self.koppontren).filter(
            member__in=[change.member.pk for change in changes], due_on=None
        )
        known = {
            (savings.member_id, savings.product.prefix): savings
            for savings in rows.select_related("product", "account__unit")
        }
        for prefix, product in self.products.items():
            is_everybodys = product.kind == SavingsKind.PRINCIPAL or (
                product.kind == SavingsKind.MANDATORY and product.is_offered
            )
            missing = [
                change
                for change in changes
                if (prefix in change.brings or (change.is_new and is_everybodys))
                and (change.member.pk, prefix) not in known
            ]
            for savings in self._opened(product, missing):
                known[savings.member_id, prefix] = savings
        return known

    def _opened(self, product: SavingsProduct, changes: Sequence[Change]) -> list[SavingsAccount]:
        if not changes:
            return []
        rows = SavingsProduct.objects.select_for_update(of=["self"], no_key=True)
        last = rows.get(pk=product.pk).last_number
        numbers = [savings_number(product.prefix, last + n) for n in range(1, len(changes) + 1)]
        rows.filter(pk=product.pk).update(last_number=last + len(changes))
        accounts = open_detail_accounts(product.control, names=numbers)
        for account in accounts:
            account.unit = product.control.unit
        return SavingsAccount.objects.bulk_create(
            SavingsAccount(
                koppontren=self.koppontren,
                member=change.member,
                product=product,
                number=number,
                account=account,
                opened_on=self.on,
                request_id=uuid5(self.number, f"{change.said.row} {product.prefix}"),
                due_on=terms.due_on,
                target=terms.target or None,
                purpose=terms.purpose,
            )
            for change, number, account in zip(changes, numbers, accounts, strict=True)
            for terms in [change.terms.get(product.prefix, Terms())]
        )

    def _make_full(self, changes: Sequence[Change]) -> None:
        """Whoever brings the principal savings is a full member."""
        principal = next(
            (p for p in self.products.values() if p.kind == SavingsKind.PRINCIPAL), None
        )
        if principal is None:
            return
        paid = [
            change.member.pk
            for change in changes
            if change.brings.get(principal.prefix, 0) >= (principal.amount or 0)
        ]
        waiting = Member.objects.of(self.koppontren).filter(standing=Standing.CANDIDATE)
        waiting.filter(pk__in=paid).update(standing=Standing.FULL)


def _read(row: Import, *, today: date) -> tuple[list[Said], dict[int, Outcome]]:
    good: list[Said] = []
    refused: dict[int, Outcome] = {}
    seen: dict[str, int] = {}
    for at, line in enumerate(row.table):
        said = read_row(at, line, row.mapping or {}, headings=len(row.headings), today=today)
        if isinstance(said, Outcome):
            refused[at] = said
            continue
        before = next((seen[key] for key in said.keys if key in seen), None)
        if before is not None:
            refused[at] = Outcome(Result.BAD, str(TwiceInFile(before).message))
            continue
        seen |= dict.fromkeys(said.keys, line.number)
        good.append(said)
    return good, refused


def _meanwhile() -> str:
    return _("Somebody saved something else in the meantime. Send this row again.")
