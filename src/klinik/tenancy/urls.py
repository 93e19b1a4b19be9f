"""Who works where, invitations, taking one up, and the papers of a pesantren's products."""

from django.urls import path

from klinik.tenancy.devices.views import counter, manager
from klinik.tenancy.facts.views import lists, own
from klinik.tenancy.history import views as history
from klinik.tenancy.imports import views as imports
from klinik.tenancy.merging import views as merging
from klinik.tenancy.partners import views as partners
from klinik.tenancy.tokens import views as tokens
from klinik.tenancy.upkeep.views import checking, describe, figures, indicators, papers, products
from klinik.tenancy.views import invitations, people, roles
from klinik.tenancy.views import papers as own_papers

PAPERS = "pesantren/<slug:slug>/surat/"
FIGURES = "pesantren/<slug:slug>/capaian/"
FACTS = "koppontren/<slug:koppontren>/data/"
PARTNER = "mitra/<slug:slug>/"
IMPORT = "pesantren/impor/"
KOPPONTREN = "koppontren/<slug:koppontren>/"
DEVICES = f"{KOPPONTREN}perangkat/"

app_name = "tenancy"
urlpatterns = [
    path("koppontren/<slug:koppontren>/orang/", people.koppontren_people, name="koppontren_people"),
    path("koppontren/<slug:koppontren>/token/", tokens.tokens, name="tokens"),
    path(
        "koppontren/<slug:koppontren>/token/<uuid:number>/cabut/",
        tokens.revoke,
        name="token_revoke",
    ),
    path(DEVICES, manager.devices, name="devices"),
    path(f"{DEVICES}riwayat/", history.of_devices, name="devices_history"),
    path(f"{DEVICES}<uuid:number>/", manager.device, name="device"),
    path(f"{DEVICES}<uuid:number>/cabut/", manager.revoke, name="device_revoke"),
    path(f"{DEVICES}<uuid:number>/kode/", manager.start_code, name="device_code"),
    path(f"{DEVICES}<uuid:number>/buka/", manager.open_lock, name="device_unlock"),
    path("perangkat/<str:sealed>/", counter.enrol, name="device_enrol"),
    path("pin/", counter.names, name="pin"),
    path("pin/ganti/", counter.change, name="pin_change"),
    path("pin/<int:person>/", counter.enter_pin, name="pin_enter"),
    path(FACTS, own.facts, name="facts"),
    path(f"{FACTS}ubah/", own.change, name="facts_change"),
    path(f"{FACTS}rat/baru/", own.add_rat, name="rat_add"),
    path(f"{FACTS}rat/<int:year>/", own.change_rat, name="rat_change"),
    path(f"{FACTS}rat/<int:year>/notulen/", own.minutes, name="rat_minutes"),
    path("koperasi/", lists.standing_list, name="standings"),
    path("koperasi/daftar.<slug:kind>", lists.standing_table, name="standing_table"),
    path("koperasi/aturan/", lists.term_list, name="terms"),
    path(IMPORT, imports.start, name="import_start"),
    path(f"{IMPORT}tabel/<slug:kind>/", imports.template, name="import_template"),
    path(f"{IMPORT}<uuid:number>/", imports.file, name="import_file"),
    path(f"{IMPORT}<uuid:number>/kolom/", imports.again, name="import_again"),
    path(f"{IMPORT}<uuid:number>/simpan/", imports.save, name="import_save"),
    path(f"{IMPORT}<uuid:number>/belum-tersimpan/", imports.bad, name="import_bad"),
    path("kembar/", merging.twins, name="twins"),
    path("kembar/<slug:slug>/", merging.twin_of, name="twin_of"),
    path("kembar/<slug:one>/<slug:other>/", merging.merge, name="merge"),
    path("kembar/<slug:one>/<slug:other>/bukan/", merging.not_twins, name="not_twins"),
    path("pesantren/<slug:slug>/orang/", people.pesantren_people, name="pesantren_people"),
    path("pesantren/verifikasi/", checking.queue, name="queue"),
    path("pesantren/<slug:slug>/ubah/", describe.describe, name="describe"),
    path("pesantren/<slug:slug>/periksa/", checking.check, name="check"),
    path("pesantren/<slug:slug>/periksa/tanya/", checking.ask, name="ask"),
    path(
        "pesantren/<slug:slug>/periksa/surat/<int:paper>/",
        checking.check_of_paper,
        name="check_of_paper",
    ),
    path("pesantren/<slug:slug>/produk/baru/", products.add, name="product_add"),
    path("produk/<int:number>/ubah/", products.change, name="product_change"),
    path("produk/<int:number>/henti/", products.retire, name="product_retire"),
    path("produk/<int:number>/foto/", products.add_photo, name="product_photo_add"),
    path(
        "produk/<int:number>/foto/<int:photo>/", products.change_photo, name="product_photo_change"
    ),
    path("surat/", papers.expiring, name="papers_expiring"),
    path("sektor/", products.sectors, name="sectors"),
    path("sektor/<slug:code>/", products.change_sector, name="sector_change"),
    path(f"{FIGURES}baru/", figures.add, name="figure_add"),
    path(f"{FIGURES}<int:reading>/betulkan/", figures.correct, name="figure_correct"),
    path(f"{FIGURES}<int:reading>/terbitkan/", figures.show, name="figure_show"),
    path(f"{FIGURES}<int:reading>/periksa/", figures.check, name="figure_check"),
    path("indikator/baru/", indicators.add, name="indicator_add"),
    path("indikator/<slug:code>/ubah/", indicators.change, name="indicator_change"),
    path("indikator/<slug:code>/henti/", indicators.retire, name="indicator_retire"),
    path("indikator/<slug:code>/riwayat/", history.of_indicator, name="indicator_history"),
    path(PAPERS, own_papers.papers, name="papers"),
    path(f"{PAPERS}<int:product>/baru/", own_papers.add_paper, name="add_paper"),
    path(f"{PAPERS}<int:paper>/ubah/", own_papers.correct_paper, name="correct_paper"),
    path(f"{PAPERS}<int:paper>/perpanjang/", own_papers.renew_paper, name="renew_paper"),
    path("bidang/<slug:code>/orang/", people.office_people, name="office_people"),
    path("mitra/baru/", partners.add, name="partner_add"),
    path(f"{PARTNER}orang/", people.partner_people, name="partner_people"),
    path(f"{PARTNER}ubah/", partners.describe, name="partner_describe"),
    path(f"{PARTNER}periksa/", partners.verify, name="partner_verify"),
    path(f"{PARTNER}tawaran/", partners.offers, name="partner_offers"),
    path(f"{PARTNER}tawaran/baru/", partners.offer, name="offer_make"),
    path(f"{PARTNER}tawaran/<int:number>/", partners.change, name="offer_change"),
    path(f"{PARTNER}tawaran/<int:number>/tutup/", partners.close, name="offer_close"),
    path(f"{PARTNER}tawaran/<int:number>/buka/", partners.reopen, name="offer_reopen"),
    path("pesantren/<slug:slug>/riwayat/", history.of_pesantren, name="pesantren_history"),
    path("produk/<int:number>/riwayat/", history.of_product, name="product_history"),
    path(f"{PARTNER}riwayat/", history.of_partner, name="partner_history"),
    path(f"{KOPPONTREN}riwayat/", history.of_koppontren, name="koppontren_history"),
    path(
        f"{KOPPONTREN}orang/riwayat/",
        history.of_koppontren_people,
        name="koppontren_people_history",
    ),
    path(
        "pesantren/<slug:slug>/orang/riwayat/",
        history.of_pesantren_people,
        name="pesantren_people_history",
    ),
    path(
        "bidang/<slug:code>/orang/riwayat/", history.of_office_people, name="office_people_history"
    ),
    path(f"{PARTNER}orang/riwayat/", history.of_partner_people, name="partner_people_history"),
    path("undangan/<str:sealed>/", invitations.invitation, name="invitation"),
    path("orang/undangan/<uuid:number>/setujui/", invitations.approve, name="approve"),
    path("orang/undangan/<uuid:number>/tarik/", invitations.withdraw, name="withdraw"),
    path("orang/undangan/<uuid:number>/pulihkan/", invitations.restore, name="restore"),
    path("orang/peran/<int:pk>/akhiri/", roles.end, name="end"),
    path(
        "orang/peran/<int:pk>/langkah-kedua/", roles.reset_second_step, name="reset_second_factor"
    ),
    path("orang/peran/<int:pk>/sandi/", roles.renew_password, name="renew_password"),
]
