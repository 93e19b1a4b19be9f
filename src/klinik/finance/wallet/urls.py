"""Addresses of wallets. Their numbers are D, a dash, digits."""

from django.urls import path, re_path

from klinik.finance.wallet.views import cards, listing, money, setup, wallet

WALLET = r"^dompet/(?P<number>D-[0-9]{4,12})/"
MEMBER = r"^anggota/(?P<number>A-[0-9]{4,12})/"
PK = "(?P<pk>[0-9]{1,18})"

app_name = "wallet"
urlpatterns = [
    path("dompet/", listing.wallet_list, name="list"),
    path("dompet/mulai/", listing.start, name="start"),
    path("dompet/kartu/", cards.sheet, name="cards"),
    path("dompet/aturan/", setup.rules, name="rules"),
    path("dompet/aturan/batas/", setup.ceiling, name="ceiling"),
    re_path(rf"^dompet/aturan/batas/{PK}/hapus/$", setup.limit_away, name="limit_away"),
    path("dompet/aturan/kategori/", setup.category_add, name="category_add"),
    re_path(rf"^dompet/aturan/kategori/{PK}/$", setup.category, name="category"),
    re_path(f"{MEMBER}dompet/$", listing.open_for, name="open"),
    re_path(f"{WALLET}$", wallet.wallet, name="wallet"),
    re_path(f"{WALLET}isi/$", money.put_in, name="put_in"),
    re_path(f"{WALLET}tarik/$", money.take_out, name="take_out"),
    re_path(f"{WALLET}lunasi/$", money.settle, name="settle"),
    re_path(f"{WALLET}kartu/$", cards.card, name="card"),
    re_path(f"{WALLET}blokir/$", cards.block, name="block"),
    re_path(f"{WALLET}aktifkan/$", cards.release, name="release"),
    re_path(f"{WALLET}pin/$", cards.pin, name="pin"),
    re_path(f"{WALLET}batas/$", setup.limit, name="limit"),
    re_path(f"{WALLET}tutup/$", wallet.close, name="close"),
    re_path(f"{WALLET}buka/$", wallet.reopen, name="reopen"),
    re_path(rf"{WALLET}bukti/(?P<entry>[0-9]{{1,18}})/$", wallet.receipt, name="receipt"),
]
