"""Addresses of a member's own pages: a door of their own, beside the koppontren's."""

from django.urls import path, re_path

from klinik.finance.own import tie_views, views
from klinik.finance.own.wallet import topping
from klinik.finance.own.wallet import views as wallet

MEMBER = r"^(?P<place>[-a-z0-9]+)/(?P<number>A-[0-9]{4,12})/"
ACCOUNT = MEMBER + r"(?P<account>[A-Z]{1,4}-[0-9]{4,12})/"
TOP_UP = MEMBER + r"dompet/isi/(?P<top_up>T[0-9A-F]{10})/"

app_name = "own"
urlpatterns = [
    path("", views.members, name="list"),
    path("tautan/<str:sealed>/", tie_views.tie, name="tie"),
    re_path(f"{MEMBER}$", views.member, name="member"),
    re_path(f"{MEMBER}unduh/$", views.copy, name="copy"),
    re_path(f"{MEMBER}dompet/$", wallet.wallet, name="wallet"),
    re_path(f"{MEMBER}dompet/batas/$", wallet.limit, name="wallet_limit"),
    re_path(
        MEMBER + r"dompet/batas/(?P<pk>[0-9]{1,18})/hapus/$",
        wallet.limit_away,
        name="wallet_limit_away",
    ),
    re_path(f"{MEMBER}dompet/blokir/$", wallet.block, name="wallet_block"),
    re_path(f"{MEMBER}dompet/aktifkan/$", wallet.release, name="wallet_release"),
    re_path(f"{MEMBER}dompet/isi/$", topping.ask, name="wallet_ask"),
    re_path(f"{TOP_UP}$", topping.asked, name="wallet_top_up"),
    re_path(f"{TOP_UP}batal/$", topping.cancel, name="wallet_top_up_cancel"),
    re_path(f"{ACCOUNT}$", views.account, name="account"),
    re_path(f"{ACCOUNT}rekening-koran/$", views.statement, name="statement"),
    re_path(f"{ACCOUNT}sertifikat/$", views.certificate, name="certificate"),
    re_path(
        ACCOUNT + r"bagi-hasil/(?P<month>[12][0-9]{3}-(?:0[1-9]|1[0-2]))/$", views.why, name="why"
    ),
]
