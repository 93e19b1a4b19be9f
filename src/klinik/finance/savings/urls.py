"""Addresses of the counter. Numbers are letters of the product, a dash, digits."""

from django.urls import path, re_path

from klinik.finance.savings import views
from klinik.finance.savings.intake import views as intake
from klinik.finance.savings.leaving import views as leaving

SAVINGS = r"simpanan/(?P<number>[A-Z]{1,4}-[0-9]{4,12})"

LEAVE = r"^anggota/(?P<number>A-[0-9]{4,12})/keluar/"
INTAKE = "anggota/impor/"

app_name = "savings"
urlpatterns = [
    path("anggota/baru/", views.admit, name="admit"),
    path("simpanan/produk/", views.offer, name="offer"),
    re_path(r"^anggota/(?P<number>A-[0-9]{4,12})/simpanan/baru/$", views.open_account, name="open"),
    re_path(f"{LEAVE}$", leaving.leave, name="leave"),
    re_path(f"{LEAVE}meninggal/$", leaving.death, name="death"),
    re_path(f"{LEAVE}surat/$", leaving.paper, name="heir_paper"),
    path(INTAKE, intake.start, name="intake"),
    path(f"{INTAKE}tabel/<slug:kind>/", intake.template, name="intake_template"),
    path(f"{INTAKE}<uuid:number>/", intake.file, name="intake_file"),
    path(f"{INTAKE}<uuid:number>/kolom/", intake.again, name="intake_again"),
    path(f"{INTAKE}<uuid:number>/simpan/", intake.save, name="intake_save"),
    path(f"{INTAKE}<uuid:number>/belum-tersimpan/", intake.bad, name="intake_bad"),
    re_path(rf"^{SAVINGS}/$", views.account, name="account"),
    re_path(rf"^{SAVINGS}/bukti/(?P<entry>[0-9]{{1,18}})/$", views.receipt, name="receipt"),
]
