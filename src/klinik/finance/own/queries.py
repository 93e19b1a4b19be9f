"""What somebody sees as their own: a member, or a child whose guardian they are.

Who that is, PostgreSQL says (decision 0055): the member and the numbers of the accounts are read
where everything but the own rows is closed. Only then, with these, is the ledger asked.
"""

from base64 import b64encode
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.queries.latest import LatestLine, latest_lines
from klinik.finance.members.choices import Capacity
from klinik.finance.members.models import Member, MemberConsent
from klinik.finance.members.nik import opened_nik
from klinik.finance.members.queries import consents_by_member, photo_of
from klinik.finance.members.ties.queries import own_koppontren, own_members
from klinik.finance.own.rooms import purchases_this_year
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.queries import accounts_of
from klinik.finance.sharing.models import Share
from klinik.finance.sharing.queries import shares_of_account
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries import wallets_of
from klinik.finance.wallet.queries.limits import limits_of
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren

LEFT_OUT = (
    _("the history of changes, blocks and releases"),
    _("links to this page, and who took them"),
    _("an heir and their papers: another person, who is recorded when the member has died"),
)
ALL = 100_000  # lines; more than anybody's passbook has
FACTS = (
    *("number", "former_number", "name", "phone", "birth_date", "address", "joined_on"),
    *("left_on", "died_on"),
    *("guardian_name", "guardian_phone"),
)


class Own(NamedTuple):
    """A member whom somebody sees as their own, what they hold, and to what was agreed."""

    koppontren: Koppontren
    member: Member
    capacity: Capacity
    accounts: list[SavingsAccount]
    consents: list[MemberConsent]
    wallet: Wallet | None = None

    @property
    def total(self) -> int:
        """All that the member holds now, in rupiah."""
        return sum(savings.account.balance for savings in self.accounts)

    @property
    def is_self(self) -> bool:
        """The member's own eyes, not a guardian's."""
        return self.capacity == Capacity.SELF

    def account(self, number: str) -> SavingsAccount | None:
        """The account of this number, if it is the member's."""
        return next((savings for savings in self.accounts if savings.number == number), None)


def all_own(user: User) -> list[Own]:
    """Everybody whom this person sees as their own."""
    return [own for koppontren in own_koppontren(user) for own in _own_in(user, koppontren)]


def own_member(user: User, place: str, number: str) -> Own | None:
    """The member `number` of a koppontren, if they are this person's own."""
    koppontren = Koppontren.objects.filter(slug=place).first()
    return next(iter(_own_in(user, koppontren, number)), None) if koppontren else None


def _own_in(user: User, koppontren: Koppontren, number: str = "") -> list[Own]:
    members = own_members(user, koppontren, number)  # from here on everything else is closed
    held = SavingsAccount.objects.of(koppontren).order_by("number")
    numbers = list(
        held.filter(member__in=[member for member, _as in members]).values_list("number")
    )
    consents = consents_by_member(koppontren, [member for member, _as in members])
    seen = list(
        Wallet.objects.of(koppontren)
        .filter(member__in=[member for member, _as in members])
        .values_list("pk", flat=True)
    )
    enter(koppontren)
    wallets = {row.member_id: row for row in wallets_of(koppontren).filter(pk__in=seen)}
    accounts = list(accounts_of(koppontren).filter(number__in=[number for (number,) in numbers]))
    return [
        Own(
            koppontren,
            member,
            capacity,
            [savings for savings in accounts if savings.member_id == member.pk],
            consents[member.pk],
            wallets.get(member.pk),
        )
        for member, capacity in members
    ]


def own_lines(
    own: Own, *, limit: int, through: int | None = None
) -> list[tuple[SavingsAccount, LatestLine]]:
    """The last lines of everything the member holds, newest first."""
    held = {savings.account_id: savings for savings in own.accounts}
    accounts = [savings.account for savings in own.accounts]
    lines = latest_lines(own.koppontren, accounts, limit=limit, through=through)
    return [(held[line.account.pk], line) for line in lines]


def recorded_shares(savings: SavingsAccount) -> list[Share]:
    """What an account got of months that are recorded, newest first."""
    return [share for share in shares_of_account(savings) if share.entry_number]


def whole_copy(own: Own) -> dict[str, Any]:
    """What is kept about the member, the photo as an address that holds it (`data:`).

    The NIK is in full for the member alone. It says itself what is left out.
    """
    member = own.member
    return {
        "koppontren": own.koppontren.name,
        "member": {name: getattr(member, name) for name in FACTS}
        | {
            "category": str(member.get_category_display()),
            "standing": str(member.get_standing_display()),
            "guardian_relation": str(member.get_guardian_relation_display()),
            "nik": opened_nik(member.nik_sealed) if own.is_self else member.masked_nik,
            "photo": _picture(photo_of(member)),
        },
        "consents": [
            {
                "purpose": str(row.get_purpose_display()),
                "given_by": row.given_by,
                "given_on": row.given_on,
                "withdrawn_on": row.withdrawn_on,
            }
            for row in own.consents
        ],
        "groups": sorted(
            member.groups.filter(koppontren_id=own.koppontren.pk).values_list(
                "group__name", flat=True
            )
        ),
        "left_out": [str(what) for what in LEFT_OUT],
        "accounts": [_account(savings) for savings in own.accounts],
        "transactions": [
            _transaction(savings.number, line) for savings, line in own_lines(own, limit=ALL)
        ],
        "wallet": _wallet(own.wallet) if own.wallet else None,
        "purchases": bought._asdict() if (bought := purchases_this_year(member)) else None,
    }


def _transaction(account: str, line: LatestLine) -> dict[str, Any]:
    return {
        "account": account,
        "entry": line.entry.number,
        "on": line.entry.on,
        "kind": line.kind,
        "change": line.change,
        "balance": line.balance,
    }


def _wallet(wallet: Wallet) -> dict[str, Any]:
    lines = latest_lines(wallet.koppontren, [wallet.account], limit=ALL)
    return {
        "number": wallet.number,
        "balance": wallet.account.balance,
        "opened_on": wallet.opened_on,
        "closed_on": wallet.closed_on,
        "has_pin": wallet.has_pin,
        "limits": [
            {
                "category": row.category.name if row.category else None,
                "period": row.period,
                "amount": row.amount,
                "for_all": row.wallet_id is None,
            }
            for row in limits_of(wallet)
        ],
        "transactions": [_transaction(wallet.number, line) for line in lines],
    }


def _picture(photo: bytes | None) -> str:
    return f"data:image/webp;base64,{b64encode(photo).decode()}" if photo else ""


def _account(savings: SavingsAccount) -> dict[str, Any]:
    return {
        "number": savings.number,
        "product": savings.product.name,
        "akad": str(savings.product.get_akad_display()),
        "balance": savings.account.balance,
        "opened_on": savings.opened_on,
        "due_on": savings.due_on,
        "purpose": savings.purpose,
        "target": savings.target,
        "blocked": savings.blocked,
        "closed_on": savings.closed_on,
        "shares": [
            {
                "month": f"{share.run.month:%Y-%m}",
                "gross": share.gross,
                "tax": share.tax,
                "undone": share.run.is_undone,
            }
            for share in recorded_shares(savings)
        ],
    }
