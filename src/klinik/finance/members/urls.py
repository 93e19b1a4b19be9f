"""Addresses of the member register."""

from django.urls import path, re_path

from klinik.finance.members.views import cards, change, register, ties

UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
MEMBER = r"^anggota/(?P<number>A-[0-9]{4,12})/"

app_name = "members"
urlpatterns = [
    path("anggota/", register.member_list, name="list"),
    path("anggota/kartu/", cards.cards, name="cards"),
    re_path(f"{MEMBER}$", register.member, name="member"),
    re_path(f"{MEMBER}akun/$", ties.ties, name="ties"),
    re_path(f"{MEMBER}akun/(?P<tie>{UUID})/akhiri/$", ties.end, name="tie_end"),
    re_path(f"{MEMBER}ubah/$", change.change, name="change"),
    re_path(f"{MEMBER}nik/$", change.nik, name="nik"),
    re_path(f"{MEMBER}foto/$", change.photo, name="photo"),
    re_path(f"{MEMBER}kartu-baru/$", change.new_card, name="new_card"),
    re_path(f"{MEMBER}persetujuan/$", change.consent, name="consent"),
    re_path(f"{MEMBER}persetujuan/(?P<purpose>[a-z]+)/tarik/$", change.withdraw, name="withdraw"),
    re_path(f"{MEMBER}riwayat/$", register.history, name="history"),
]
