"""Discussions of the demonstration: four topics, all invented and marked so."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from klinik.clinic.discussions.commands import accept_answer, open_topic, publish, reply
from klinik.clinic.discussions.models import Post, Topic
from klinik.directory.models import Aspect
from klinik.people.access import read_as
from klinik.people.models import User

MANAGER = "manajer@al-hikmah.example"
NEIGHBOUR = "manajer@an-nur.example"
ASSISTANT = "pendamping@darul-falah.example"
FINANCE = "petugas@pembiayaan.example"
MENTOR = "mentor@universitas.example"
SECRETARIAT = "sekretariat@opop.example"


@transaction.atomic
def load() -> None:
    """Ask four questions; one has two accepted answers. Done twice, they are there once."""
    read_as(_person(SECRETARIAT))
    if Topic.objects.exists():
        return
    _bottles()
    _prices()
    _daily_cash()
    _sales_together()


def _bottles() -> None:
    topic = _asked(
        MANAGER,
        "produk",
        20,
        "Di mana menguji air minum dalam kemasan sebelum mengurus izin edar?",
        "Santri kami mengisi 400 botol sehari. Sebelum mengurus izin kami ingin airnya diuji.\n\n"
        "- Laboratorium mana yang menerima contoh dari pesantren?\n"
        "- Berapa lama, dan berapa **kira-kira** biayanya?",
    )
    first = _answered(
        topic,
        ASSISTANT,
        19,
        "Kami menguji di laboratorium kesehatan daerah. Yang kami pelajari:\n\n"
        "1. Telepon dulu: botol contoh harus steril dan dari mereka.\n"
        "2. Ambil contoh pagi hari, antar pada hari yang sama, dalam kotak es.\n"
        "3. Hasilnya keluar dua minggu kemudian.\n\n"
        "Biayanya tanyakan langsung; tiap laboratorium punya daftar tarif.",
    )
    second = _answered(
        topic,
        MENTOR,
        18,
        "Menambah jawaban @Pendamping Contoh: minta **dua** uji, fisika-kimia dan mikrobiologi, "
        "sebab petugas izin menanyakan keduanya. Laboratorium kampus kami menerima contoh setiap "
        "Senin dan Kamis.",
    )
    _answered(topic, MANAGER, 17, "Terima kasih! Sudah kami telepon, contoh diantar Kamis.")
    _accepted(MANAGER, 17, first, second)
    secretariat = _person(SECRETARIAT)
    read_as(secretariat)
    publish(topic, reason="Banyak pesantren menanyakan hal yang sama.", by=secretariat)


def _prices() -> None:
    topic = _asked(
        ASSISTANT,
        "pemasaran",
        9,
        "Bagaimana menetapkan harga kopi bubuk untuk toko dan untuk penitipan?",
        "Di toko sendiri kami menjual dengan harga sama seperti titipan, padahal titipan dipotong "
        "20%. Apakah dua harga itu wajar?",
    )
    first = _answered(
        topic,
        NEIGHBOUR,
        8,
        "Kami memakai **satu harga jual** di mana pun, dan potongan titipan kami hitung sebagai "
        "biaya. Pembeli tidak bingung, dan toko penitip tidak merasa disaingi.",
    )
    _accepted(ASSISTANT, 7, first)


def _daily_cash() -> None:
    topic = _asked(
        NEIGHBOUR,
        "pembiayaan",
        4,
        "Kas harian selisih kecil terus-menerus: dicatat ke mana?",
        "Hampir tiap sore laci selisih Rp500 sampai Rp2.000. Kasir kami jujur; uang kembalian yang "
        "kurang. Selama ini kami genapkan dari kantong sendiri.",
    )
    _answered(
        topic,
        FINANCE,
        3,
        "Jangan digenapkan. Catat selisihnya apa adanya setiap hari, lebih atau kurang, supaya "
        "polanya kelihatan. Bila membesar, bicarakan dengan pengawas.",
    )


def _sales_together() -> None:
    _asked(
        MENTOR,
        "kelembagaan",
        2,
        "Siapa pernah membeli kemasan bersama-sama antarpesantren?",
        "Kami mendampingi tiga pesantren yang masing-masing membeli botol dalam jumlah kecil. "
        "Adakah contoh perjanjian pembelian bersama yang sederhana?\n\n"
        "> وَتَعَاوَنُوا عَلَى الْبِرِّ وَالتَّقْوَىٰ",
    )


def _asked(email: str, aspect: str, days: int, title: str, body: str) -> Topic:
    person = _reading(email)
    return open_topic(
        title=title,
        body=body,
        aspect=Aspect.objects.get(code=aspect),
        request_id=_key(title),
        by=person,
        at=_ago(days),
        is_simulated=True,
    )


def _answered(topic: Topic, email: str, days: int, body: str) -> Post:
    person = _reading(email)
    return reply(topic, body=body, request_id=_key(body[:60]), by=person, at=_ago(days))


def _accepted(email: str, days: int, *posts: Post) -> None:
    person = _reading(email)
    for post in posts:
        accept_answer(post, by=person)


def _reading(email: str) -> User:
    person = _person(email)
    read_as(person)
    return person


def _person(email: str) -> User:
    return User.objects.get(email=email)


def _ago(days: int) -> datetime:
    moment = timezone.localtime() - timedelta(days=days)
    return moment.replace(hour=10, minute=0, second=0, microsecond=0)


def _key(words: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{words}.klinik.example")
