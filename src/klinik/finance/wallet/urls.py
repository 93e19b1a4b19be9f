"""Addresses of wallets. Their numbers are D, a dash, digits."""

from django.urls import path, re_path

from klinik.finance.wallet.bulk import views as bulk
from klinik.finance.wallet.float import views as float_views
from klinik.finance.wallet.holding import views as holding
from klinik.finance.wallet.scans import views as scans
from klinik.finance.wallet.standing import views as standing
from klinik.finance.wallet.topups import views as topups
from klinik.finance.wallet.views import cards, listing, money, setup, wallet

WALLET = r"^dompet/(?P<number>D-[0-9]{4,12})/"
MEMBER = r"^anggota/(?P<number>A-[0-9]{4,12})/"
PK = "(?P<pk>[0-9]{1,18})"

app_name = "wallet"
urlpatterns = [
    path("dompet/", listing.wallet_list, name="list"),
    path("dompet/mulai/", listing.start, name="start"),
    path("dompet/kartu/", cards.sheet, name="cards"),
    path("dompet/isi-saldo/", topups.top_ups, name="top_ups"),
    path("dompet/isi-saldo/cocokkan/", topups.match, name="match"),
    path("dompet/isi-saldo/mutasi/<uuid:number>/", topups.whose, name="whose"),
    re_path(rf"^dompet/isi-saldo/kabar/{PK}/$", topups.notice, name="notice"),
    path("dompet/isi-saldo/cara/", topups.ways, name="ways"),
    path("dompet/isi-saldo/penghubung/", topups.acquirer, name="acquirer"),
    path("dompet/massal/", bulk.table, name="table"),
    path("dompet/massal/<uuid:number>/", bulk.batch, name="batch"),
    path("dompet/iuran/", standing.fees, name="fees"),
    path("dompet/iuran/<uuid:number>/", standing.fee, name="fee"),
    path("dompet/iuran/<uuid:number>/ambil/", standing.take, name="fee_take"),
    path("dompet/iuran/<uuid:number>/hari/", standing.day, name="fee_day"),
    path("dompet/iuran/<uuid:number>/akhiri/", standing.end, name="fee_end"),
    path("dompet/pindai/", scans.scan, name="scan"),
    path("dompet/dana/", float_views.float_page, name="float"),
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
    re_path(f"{WALLET}pesanan/$", holding.holds, name="holds"),
    re_path(rf"{WALLET}pesanan/{PK}/bayar/$", holding.pay, name="hold_pay"),
    re_path(rf"{WALLET}pesanan/{PK}/lepas/$", holding.let_go, name="hold_release"),
    re_path(f"{WALLET}kartu/$", cards.card, name="card"),
    re_path(f"{WALLET}blokir/$", cards.block, name="block"),
    re_path(f"{WALLET}aktifkan/$", cards.release, name="release"),
    re_path(f"{WALLET}pin/$", cards.pin, name="pin"),
    re_path(f"{WALLET}batas/$", setup.limit, name="limit"),
    re_path(f"{WALLET}tutup/$", wallet.close, name="close"),
    re_path(f"{WALLET}buka/$", wallet.reopen, name="reopen"),
    re_path(rf"{WALLET}bukti/(?P<entry>[0-9]{{1,18}})/$", wallet.receipt, name="receipt"),
]
