"""The pages of a discussion."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klinik.clinic.discussions.commands import flag, hide, publish
from klinik.clinic.discussions.models import Follow, Post, Topic
from klinik.people.models import User
from klinik.tenancy.access import read_as
from tests import world
from tests.clinic.discussions.scene import Talk

PAPER = b"%PDF-1.4 %%EOF"


def step(name: str, topic: Topic, number: int | None = None) -> str:
    args = [topic.slug] if number is None else [topic.slug, number]
    return reverse(f"discussions:{name}", args=args)


def page(client: Client, who: User | None, url: str) -> str:
    if who:
        client.force_login(who)
    else:
        client.logout()
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_a_question_to_an_accepted_answer(client: Client, talk: Talk) -> None:
    client.force_login(talk.asker)
    sent = {
        "title": "Berapa lama?",
        "body": "Halo **semua**",
        "aspect": talk.aspect.code,
        "enclosures": SimpleUploadedFile("tarif.pdf", PAPER),
        "request_id": str(uuid4()),
    }
    assert client.post(reverse("discussions:new"), sent).status_code == 302
    topic = Topic.objects.get()
    client.force_login(talk.other)
    answered = client.post(step("answer", topic), {"body": "Sebulan", "request_id": uuid4()})
    assert answered.headers["Location"] == f"{topic.get_absolute_url()}#p2"
    assert client.post(step("accept", topic, 2)).status_code == 403
    client.force_login(talk.asker)
    assert client.post(step("accept", topic, 2)).status_code == 302

    html = page(client, talk.stranger, topic.get_absolute_url())
    assert "<strong>semua</strong>" in html
    assert "Jawaban yang diterima" in html
    assert "tarif.pdf" in html
    file = topic.posts.get(number=1).enclosures.get()
    got = client.get(reverse("discussions:file", args=[topic.slug, file.pk]))
    assert (got.status_code, b"".join(got)) == (200, PAPER)


def test_the_public_sees_places_and_no_names(client: Client, talk: Talk) -> None:
    topic = talk.asked(body="Mohon @Petugas.")
    talk.accepted(topic, "Seperti kata @Penanya.")
    assert client.get(topic.get_absolute_url()).status_code == 404
    read_as(talk.secretary)
    publish(topic, reason="Banyak ditanya", by=talk.secretary)

    html = page(client, None, topic.get_absolute_url())
    assert not [n for n in ("Penanya", "Petugas", "Penjawab Setia", "Sekretaris") if n in html]
    assert str(talk.other.memberships.get().koppontren) in html
    assert '"@type": "QAPage"' in html
    assert '"acceptedAnswer"' in html
    assert 'name="robots"' not in html
    assert topic.title in page(client, None, reverse("discussions:list"))


def test_who_has_no_role_reads_and_reports_but_does_not_write(client: Client, talk: Talk) -> None:
    topic = talk.asked()
    client.force_login(talk.stranger)
    assert client.get(reverse("discussions:new")).status_code == 403
    assert client.post(step("answer", topic), {"body": "x"}).status_code == 403
    assert client.post(step("flag", topic, 1), {"reason": ""}).status_code == 422
    assert client.post(step("flag", topic, 1), {"reason": "Iklan"}).status_code == 302
    assert client.post(step("flag", topic, 1), {"reason": "Iklan"}).status_code == 422
    for name in ("hide", "leave", "edit"):
        assert client.post(step(name, topic, 1), {"reason": "x"}).status_code == 403
    for name in ("lock", "publish"):
        assert client.post(step(name, topic), {"reason": "x"}).status_code == 403
    assert client.get(reverse("discussions:flags")).status_code == 404
    assert client.post(step("follow", topic)).status_code == 302
    assert Follow.objects.filter(person=talk.stranger, is_on=True).exists()


def test_bad_input_is_422_with_what_was_typed(client: Client, talk: Talk) -> None:
    topic = talk.asked()
    client.force_login(talk.other)
    for url, sent in (
        (reverse("discussions:new"), {"title": "Tetap di sini"}),
        (step("answer", topic), {"body": "", "request_id": "x"}),
        (step("answer", topic), {"body": " \n", "request_id": uuid4()}),
        (step("answer", topic), {"body": "x" * 10_001, "request_id": uuid4()}),
    ):
        answer = client.post(url, sent)
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()
    bad = SimpleUploadedFile("x.exe", b"MZ")
    sent = {"body": "Tetap di sini", "request_id": uuid4(), "enclosures": bad}
    assert "Tetap di sini" in client.post(step("answer", topic), sent).content.decode()


def test_the_secretariat_decides_and_the_author_reads_why(client: Client, talk: Talk) -> None:
    topic = talk.asked()
    talk.said(topic, "Beli di kami!")
    client.force_login(talk.asker)
    client.post(step("flag", topic, 2), {"reason": "Iklan"})
    flags = page(client, talk.secretary, reverse("discussions:flags"))
    assert "Beli di kami!" in flags
    assert "Iklan" in flags
    assert client.post(step("hide", topic, 2), {"reason": "Bukan tempat iklan"}).status_code == 302
    assert "Tidak ada yang dilaporkan" in page(client, talk.secretary, reverse("discussions:flags"))

    assert "Bukan tempat iklan" in page(client, talk.other, topic.get_absolute_url())
    assert "Beli di kami" not in page(client, talk.asker, topic.get_absolute_url())
    client.force_login(talk.secretary)
    back = {"reason": "Ternyata bukan", "batal": "1"}
    assert client.post(step("hide", topic, 2), back).status_code == 302
    assert client.post(step("lock", topic), {"reason": "Selesai"}).status_code == 302
    assert client.post(step("publish", topic), {"reason": "Berguna"}).status_code == 302
    html = page(client, talk.stranger, topic.get_absolute_url())
    assert "Beli di kami!" in html
    assert "Selesai" in html


def test_an_edit_shows_names_and_keeps_them(client: Client, talk: Talk) -> None:
    topic = talk.asked()
    talk.said(topic, "Kata @Penanya.")
    url = step("edit", topic, 2)
    assert "Kata @Penanya." in page(client, talk.other, url)
    assert client.post(url, {"body": ""}).status_code == 422
    assert client.post(url, {"body": "Kata @Penanya juga."}).status_code == 302
    assert "<strong>@Penanya</strong> juga" in page(client, talk.other, topic.get_absolute_url())


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Ketiga", "Kedua", "Pertama"]),
        ("?tampil=terjawab", ["Kedua"]),
        ("?tampil=menunggu", ["Ketiga", "Pertama"]),
        ("?lihat=saya", ["Kedua", "Pertama"]),
        ("?lihat=diikuti", ["Kedua", "Pertama"]),
        ("?q=pertama", ["Pertama"]),
        ("?q=bulan", ["Kedua"]),
        ("?q=bulan&tampil=menunggu", []),
        ("?aspek=tidak-ada&tampil=x&lihat=y", ["Ketiga", "Kedua", "Pertama"]),
        ("?urut=topik", ["Kedua", "Ketiga", "Pertama"]),
    ],
)
def test_the_list_is_narrowed_by_its_address(
    client: Client, talk: Talk, asked: str, found: list[str]
) -> None:
    talk.asked("Pertama")
    talk.accepted(talk.asked("Kedua"))
    talk.asked("Ketiga", by=talk.officer)
    html = page(client, talk.asker, reverse("discussions:list") + asked)

    places = sorted(
        (html.find(f"<bdi>{title}</bdi>"), title) for title in ("Pertama", "Kedua", "Ketiga")
    )
    assert [title for place, title in places if place >= 0] == found


def test_what_was_asked_before_is_offered(client: Client, talk: Talk) -> None:
    talk.asked("Sertifikat halal untuk keripik")
    client.force_login(talk.other)
    url = reverse("discussions:similar")
    got = client.get(url, {"title": "cara kehalalan keripik"}, headers={"HX-Request": "true"})

    assert "Sertifikat halal untuk keripik" in got.content.decode()
    assert client.get(url).status_code == 200


def test_the_week_in_words(client: Client, talk: Talk) -> None:
    url = reverse("discussions:summary")
    assert "Belum ada yang baru" in page(client, talk.asker, url)
    talk.accepted(talk.asked("Sudah dijawab"))
    talk.asked("Belum dijawab")
    html = page(client, talk.asker, url)

    assert html.index("Sudah dijawab") < html.index("Belum dijawab")
    assert "https://wa.me/?text=" in html


def test_a_hidden_topic_is_404(client: Client, talk: Talk) -> None:
    topic = talk.asked()
    read_as(talk.secretary)
    hide(topic.posts.get(), reason="x", by=talk.secretary)

    client.force_login(talk.other)
    assert client.get(topic.get_absolute_url()).status_code == 404
    assert "tersembunyi" in page(client, talk.asker, topic.get_absolute_url())


def asked_by(client: Client, url: str) -> list[str]:
    """The questions that a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in asked]


def test_a_list_asks_the_same_whatever_its_length(client: Client, talk: Talk) -> None:
    counts = []
    for title in ("Topik satu", "Topik dua", "Topik tiga"):
        talk.accepted(talk.asked(title))
        client.force_login(talk.asker)
        for at in ("", "?q=topik", "?lihat=diikuti"):
            counts.append(len(asked_by(client, reverse("discussions:list") + at)))

    assert counts[:3] == counts[6:]
    assert max(counts) <= 16


def test_a_topic_asks_the_same_whatever_its_length(client: Client, talk: Talk) -> None:
    topic = talk.asked()
    counts = []
    for n in range(3):
        talk.said(topic, f"Jawaban {n}, kata @Penanya")
        talk.accepted(topic, f"Diterima {n}")
        client.force_login(talk.officer)
        counts.append(len(asked_by(client, topic.get_absolute_url())))

    assert Post.objects.count() == 7
    assert counts[0] == counts[2] <= 26


def test_the_address_of_a_post_leads_to_the_page_on_which_it_stands(
    client: Client, talk: Talk
) -> None:
    topic = talk.asked()
    first = talk.accepted(topic)
    rows = [
        Post(
            topic=topic,
            number=number,
            author=talk.other,
            body=f"Kiriman ke-{number}.",
            request_id=uuid4(),
        )
        for number in range(3, 34)
    ]
    read_as(talk.other)
    for row in rows:
        row.save()
    client.force_login(talk.asker)
    seen = {
        row.number: f'id="p{row.number}"' in client.get(row.get_absolute_url()).content.decode()
        for row in (first, rows[0], rows[-2], rows[-1])
    }

    assert rows[-1].get_absolute_url() == f"{topic.get_absolute_url()}?kiriman=33#p33"
    assert seen == {2: True, 3: True, 32: True, 33: True}
    for typed in ("x", "9" * 30, "-1", ""):
        assert client.get(topic.get_absolute_url(), {"kiriman": typed}).status_code == 200


def test_reported_posts_come_page_by_page(client: Client, talk: Talk) -> None:
    post = talk.asked().posts.get()
    for number in range(26):
        reader = world.make_user()
        read_as(reader)
        flag(post, reason=f"Alasan {number}.", by=reader)
    url = reverse("discussions:flags")

    first, second = (page(client, talk.secretary, f"{url}?page={n}") for n in (1, 2))
    assert ("Alasan 0." in first, "Alasan 25." in first) == (True, False)
    assert ("Alasan 0." in second, "Alasan 25." in second) == (False, True)
