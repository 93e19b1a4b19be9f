"""The people of the demonstration, one for every role that a visitor may try."""

from typing import NamedTuple

from klinik.tenancy.roles import Role

PASSWORD = "klinik-opop-2026"  # noqa: S105  known to everybody, so only in demonstration mode


class SignIn(NamedTuple):
    """One sign-in of the demonstration: who, as what, and where."""

    email: str
    name: str
    role: Role
    place: str  # the slug of a koppontren, a pesantren or a partner, or the code of an office


SIGN_INS = (
    SignIn("manajer@al-hikmah.example", "Manajer Contoh", Role.MANAGER, "al-hikmah"),
    SignIn("teller@al-hikmah.example", "Teller Contoh", Role.TELLER, "al-hikmah"),
    SignIn("pembukuan@al-hikmah.example", "Pembukuan Contoh", Role.BOOKKEEPER, "al-hikmah"),
    SignIn("pengurus@al-hikmah.example", "Pengurus Contoh", Role.BOARD, "al-hikmah"),
    SignIn("pengawas@al-hikmah.example", "Pengawas Contoh", Role.SUPERVISOR, "al-hikmah"),
    SignIn("dps@al-hikmah.example", "DPS Contoh", Role.SHARIA_BOARD, "al-hikmah"),
    SignIn("kasir@al-hikmah.example", "Kasir Contoh", Role.CASHIER, "al-hikmah"),
    SignIn("penagih@al-hikmah.example", "Penagih Contoh", Role.COLLECTOR, "al-hikmah"),
    SignIn("wali@al-hikmah.example", "Salamah Contoh", Role.GUARDIAN, "al-hikmah"),
    SignIn("manajer@an-nur.example", "Manajer Tetangga", Role.MANAGER, "an-nur"),
    SignIn("pendamping@darul-falah.example", "Pendamping Contoh", Role.ASSISTANT, "darul-falah"),
    SignIn("petugas@pembiayaan.example", "Petugas Pembiayaan", Role.OFFICER, "pembiayaan"),
    SignIn("petugas@kelembagaan.example", "Petugas Kelembagaan", Role.OFFICER, "kelembagaan"),
    SignIn("petugas@lamongan.example", "Petugas Lamongan", Role.OFFICER, "lamongan"),
    SignIn("mitra@universitas.example", "Mitra Universitas", Role.PARTNER, "universitas-contoh"),
    SignIn("mitra@bank.example", "Mitra Bank", Role.LENDER, "bank-syariah-contoh"),
    SignIn("mentor@universitas.example", "Mentor Contoh", Role.MENTOR, "universitas-contoh"),
    SignIn("sekretariat@opop.example", "Sekretariat Contoh", Role.SECRETARIAT, "sekretariat"),
    SignIn("admin@opop.example", "Administrator Contoh", Role.ADMINISTRATOR, "sekretariat"),
)
