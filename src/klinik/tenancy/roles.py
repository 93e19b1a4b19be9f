"""Who may do what: roles as people know them, and the rights each of them carries."""

from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in a koppontren, a pesantren, an office or a partner."""

    BOARD = "board", _("board")
    MANAGER = "manager", _("manager")
    BOOKKEEPER = "bookkeeper", _("bookkeeper")
    TELLER = "teller", _("teller")
    CASHIER = "cashier", _("cashier")
    COLLECTOR = "collector", _("collector")
    SUPERVISOR = "supervisor", _("supervisor")
    SHARIA_BOARD = "sharia_board", _("sharia board")
    MEMBER = "member", _("member")
    GUARDIAN = "guardian", _("guardian")
    ASSISTANT = "assistant", _("pesantren assistant")
    OFFICER = "officer", _("officer")
    SECRETARIAT = "secretariat", _("secretariat")
    ADMINISTRATOR = "administrator", _("administrator")
    PARTNER = "partner", _("partner")
    LENDER = "lender", _("financial institution")
    MENTOR = "mentor", _("mentor")
    PANELIST = "panelist", _("panelist")


class Right(Enum):
    """What a page or an operation needs from the person who asks for it."""

    SEE = "see"  # the koppontren's own front page
    READ_BOOKS = "read_books"  # journal, accounts, statements
    KEEP_BOOKS = "keep_books"  # money in and out, opening balances, reversals
    APPROVE = "approve"  # as the second person: entries above the limit, reopened periods
    SET_LIMITS = "set_limits"  # the amount above which a second person approves an entry
    LIMIT_TELLERS = "limit_tellers"  # how much one person takes and pays alone at the counter
    GIVE_BONUS = "give_bonus"  # a bonus for wadiah savings, at the board's discretion
    READ_MEMBERS = "read_members"  # member list and savings accounts
    COUNTER = "counter"  # deposits and withdrawals over the counter
    COLLECT = "collect"  # savings from members, away from the counter
    MANAGE_MEMBERS = "manage_members"  # admit members, open accounts
    SELL = "sell"  # goods over the counter of a shop
    KEEP_GOODS = "keep_goods"  # catalogue, prices, purchases, counts of stock
    KEEP_WALLETS = "keep_wallets"  # cards, limits, pocket money, top-ups
    CONSENT = "consent"  # share a figure with the programme, or stop sharing it
    INVITE = "invite"  # invite people to roles, and end them
    READ_ROLES = "read_roles"  # who was given which role, and when it ended
    KEEP_FACTS = "keep_facts"  # legal number, NIK, address, meetings held
    TOKENS = "tokens"  # let programs of one's own ask in one's name
    MANAGE_DEVICES = "manage_devices"  # enrol shared devices, and give start codes for PINs


class PartnerRight(Enum):
    """What a page needs from a person of a partner."""

    SEE = "see"  # the partner's own page with what is closed
    DESCRIBE = "describe"  # what the partner says of itself, and what it offers
    HELP = "help"  # offer help on a case, do what was agreed, and say what came of it
    INVITE = "invite"  # invite people of the partner, and end their roles


STAFF = frozenset({Right.SEE})
READERS = STAFF | {Right.READ_BOOKS, Right.READ_MEMBERS}

KOPPONTREN_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.BOARD: READERS
    | {Right.CONSENT, Right.INVITE, Right.READ_ROLES, Right.KEEP_FACTS, Right.TOKENS}
    | {Right.MANAGE_DEVICES, Right.APPROVE, Right.SET_LIMITS, Right.GIVE_BONUS}
    | {Right.LIMIT_TELLERS},
    # Whoever works under a limit sets none, and a bonus is the board's to give.
    Role.MANAGER: frozenset(Right) - {Right.SET_LIMITS, Right.GIVE_BONUS},
    Role.BOOKKEEPER: READERS | {Right.KEEP_BOOKS, Right.KEEP_GOODS, Right.TOKENS},
    Role.TELLER: STAFF
    | {Right.READ_MEMBERS, Right.COUNTER, Right.MANAGE_MEMBERS, Right.KEEP_WALLETS, Right.TOKENS},
    Role.CASHIER: STAFF | {Right.SELL, Right.TOKENS},  # a till of others
    Role.COLLECTOR: STAFF | {Right.COLLECT, Right.TOKENS},  # a collecting program of others
    Role.SUPERVISOR: READERS | {Right.READ_ROLES},
    Role.SHARIA_BOARD: READERS | {Right.READ_ROLES},
    Role.MEMBER: frozenset(),
    Role.GUARDIAN: frozenset(),
}
PESANTREN_ROLES = frozenset({Role.ASSISTANT})
OFFICE_ROLES = frozenset({Role.OFFICER, Role.SECRETARIAT, Role.ADMINISTRATOR})
# Mentors and panelists belong to a partner or to an office, and decide nothing in that office:
# like everybody with a role they read the cases that are open to the network.
HELPERS = frozenset({Role.MENTOR, Role.PANELIST})
PARTNER_RIGHTS: dict[Role, frozenset[PartnerRight]] = {
    Role.PARTNER: frozenset(PartnerRight),
    Role.LENDER: frozenset(PartnerRight),
    Role.MENTOR: frozenset({PartnerRight.SEE, PartnerRight.HELP}),
    Role.PANELIST: frozenset({PartnerRight.SEE}),
}
COORDINATORS = frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR})  # in an office of the province
CASE_OPENERS = frozenset({Role.BOARD, Role.MANAGER, Role.ASSISTANT})

# Who may give which role, and take it away again. Members and guardians come by other doors.
STAFF_ROLES = frozenset(KOPPONTREN_RIGHTS) - {Role.MEMBER, Role.GUARDIAN}
GIVES: dict[Role, frozenset[Role]] = {
    Role.BOARD: STAFF_ROLES | PESANTREN_ROLES,
    Role.MANAGER: PESANTREN_ROLES | {Role.BOOKKEEPER, Role.TELLER, Role.CASHIER, Role.COLLECTOR},
    Role.SECRETARIAT: PESANTREN_ROLES
    | {Role.BOARD, Role.MANAGER, Role.OFFICER, Role.SECRETARIAT}
    | frozenset(PARTNER_RIGHTS),
    Role.ADMINISTRATOR: PESANTREN_ROLES
    | OFFICE_ROLES
    | {Role.BOARD, Role.MANAGER}
    | frozenset(PARTNER_RIGHTS),
    Role.PARTNER: HELPERS | {Role.PARTNER},
    Role.LENDER: HELPERS | {Role.LENDER},
}
# Whose password alone would open books, money or cases of others.
NEEDS_SECOND_FACTOR = OFFICE_ROLES | {Role.BOARD, Role.MANAGER, Role.BOOKKEEPER, Role.TELLER}
# Who signs in by a PIN at a shared device, and has these roles alone there whatever else they are.
PIN_ROLES = frozenset({Role.CASHIER, Role.COLLECTOR})
# Who touches books and money: where a board is, it approves whom a manager invites.
BOARD_APPROVES = frozenset({Role.BOOKKEEPER, Role.TELLER})
