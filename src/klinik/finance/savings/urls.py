"""Addresses of the counter. Numbers are letters of the product, a dash, digits."""

from django.urls import path, re_path

from klinik.finance.savings import views
from klinik.finance.savings.forgetting import views as forgetting
from klinik.finance.savings.intake import views as intake
from klinik.finance.savings.keeping import views as keeping
from klinik.finance.savings.leaving import views as leaving
from klinik.finance.savings.paper import views as paper
from klinik.finance.savings.passbook import views as passbook
from klinik.finance.savings.products import views as products

SAVINGS = r"simpanan/(?P<number>[A-Z]{1,4}-[0-9]{4,12})"
OF_MEMBER = r"^anggota/(?P<number>A-[0-9]{4,12})/simpanan/baru"
PREFIX = r"(?P<prefix>[A-Z]{1,4})"
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

LEAVE = r"^anggota/(?P<number>A-[0-9]{4,12})/keluar/"
FORGET = r"^anggota/(?P<number>A-[0-9]{4,12})/lupakan/"
INTAKE = "anggota/impor/"

app_name = "savings"
urlpatterns = [
    path("anggota/baru/", views.admit, name="admit"),
    path("simpanan/produk/", views.offer, name="offer"),
    re_path(f"{LEAVE}$", leaving.leave, name="leave"),
    re_path(f"{LEAVE}meninggal/$", leaving.death, name="death"),
    re_path(f"{LEAVE}surat/$", leaving.paper, name="heir_paper"),
    re_path(f"{FORGET}$", forgetting.forget, name="forget"),
    re_path(f"{FORGET}setuju/$", forgetting.forget_confirm, name="forget_confirm"),
    re_path(f"{FORGET}tidak/$", forgetting.forget_drop, name="forget_drop"),
    path(INTAKE, intake.start, name="intake"),
    path(f"{INTAKE}tabel/<slug:kind>/", intake.template, name="intake_template"),
    path(f"{INTAKE}<uuid:number>/", intake.file, name="intake_file"),
    path(f"{INTAKE}<uuid:number>/kolom/", intake.again, name="intake_again"),
    path(f"{INTAKE}<uuid:number>/simpan/", intake.save, name="intake_save"),
    path(f"{INTAKE}<uuid:number>/belum-tersimpan/", intake.bad, name="intake_bad"),
    path("simpanan/jenis/", products.product_list, name="products"),
    path("simpanan/jenis/baru/<slug:sort>/", products.product_add, name="product_add"),
    re_path(rf"^simpanan/jenis/{PREFIX}/$", products.product, name="product"),
    path("simpanan/wajib/tunggakan/", products.arrears_list, name="arrears"),
    re_path(rf"{OF_MEMBER}/$", views.open_account, name="open"),
    re_path(rf"{OF_MEMBER}/{PREFIX}/$", keeping.open_due, name="open_due"),
    re_path(rf"^{SAVINGS}/$", views.account, name="account"),
    re_path(rf"^{SAVINGS}/rekening-koran/$", paper.statement, name="statement"),
    re_path(rf"^{SAVINGS}/sertifikat/$", paper.certificate, name="certificate"),
    path("simpanan/buku/", passbook.layout, name="passbook_layout"),
    re_path(rf"^simpanan/jenis/{PREFIX}/buku/$", passbook.layout, name="passbook_layout_of"),
    re_path(rf"^{SAVINGS}/buku/$", passbook.passbook, name="passbook"),
    re_path(rf"^{SAVINGS}/buku/ulang/$", passbook.again, name="passbook_again"),
    re_path(rf"^{SAVINGS}/buku/baru/$", passbook.new_book, name="passbook_new"),
    re_path(rf"^{SAVINGS}/buku/(?P<done>{UUID})/$", passbook.printed, name="printed"),
    re_path(rf"^{SAVINGS}/pindah/$", keeping.transfer, name="transfer"),
    re_path(rf"^{SAVINGS}/tahan/$", keeping.block, name="block"),
    re_path(rf"^{SAVINGS}/lepas/$", keeping.release, name="release"),
    re_path(rf"^{SAVINGS}/tutup/$", keeping.close, name="close"),
    re_path(rf"^{SAVINGS}/bukti/(?P<entry>[0-9]{{1,18}})/$", views.receipt, name="receipt"),
]
