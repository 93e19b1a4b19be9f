"""Addresses of the books, below /koppontren/<slug>/."""

from django.urls import path, re_path

import klinik.finance.ledger.converters  # noqa: F401  (registers what `account_code` is)
from klinik.finance.ledger.attachments import views as attachments
from klinik.finance.ledger.cash import views as money
from klinik.finance.ledger.chart import views as chart
from klinik.finance.ledger.drafts import views as drafts
from klinik.finance.ledger.marks import views as marks
from klinik.finance.ledger.opening import views as opening
from klinik.finance.ledger.patterns import views as patterns
from klinik.finance.ledger.periods import views as periods
from klinik.finance.ledger.proof import views as proof
from klinik.finance.ledger.takeaway import views as takeaway
from klinik.finance.ledger.views import accounts, journal, units
from klinik.finance.ledger.writing import views as writing

app_name = "ledger"
urlpatterns = [
    path("saldo-awal/", opening.opening, name="opening"),
    path("saldo-awal/isi/", opening.fill, name="opening_fill"),
    path("saldo-awal/bukukan/", opening.post_checked, name="opening_post"),
    path("saldo-awal/mulai-kosong/", opening.start_empty, name="opening_start"),
    re_path(
        r"^saldo-awal/saldo-awal\.(?P<kind>csv|xlsx)$", opening.template, name="opening_template"
    ),
    path("bukti/", proof.proof, name="proof"),
    path("bukti/ujung-rantai.txt", proof.heads, name="heads"),
    path("bawa-pulang/", takeaway.take_home, name="take_home"),
    path("uang/masuk/", money.money_in, name="money_in"),
    path("uang/keluar/", money.money_out, name="money_out"),
    path("uang/pindah/", money.money_move, name="money_move"),
    path("persetujuan/", drafts.drafts, name="drafts"),
    path("persetujuan/batas/", drafts.limit, name="limit"),
    path("persetujuan/<uuid:number>/", drafts.draft, name="draft"),
    path("persetujuan/<uuid:number>/setujui/", drafts.approve_draft, name="draft_approve"),
    path("persetujuan/<uuid:number>/tolak/", drafts.reject_draft, name="draft_reject"),
    path("persetujuan/<uuid:number>/tarik/", drafts.withdraw_draft, name="draft_withdraw"),
    path("pola/", patterns.patterns, name="patterns"),
    path("pola/<uuid:number>/hapus/", patterns.retire, name="pattern_retire"),
    path("pola/menunggu/<uuid:number>/", patterns.record, name="due"),
    path("jurnal/<int:number>/pola/", patterns.keep, name="pattern_keep"),
    path("jurnal/tulis/", writing.write, name="write"),
    path("jurnal/<int:number>/lampiran/", attachments.add, name="attach"),
    path("lampiran/<uuid:number>/", attachments.file, name="attachment"),
    path("lampiran/<uuid:number>/hapus/", attachments.remove, name="attachment_remove"),
    path("jurnal/", journal.journal, name="journal"),
    path("jurnal/<int:number>/", journal.entry, name="entry"),
    path("jurnal/<int:number>/batalkan/", journal.reverse, name="reverse"),
    path("tutup-buku/", periods.periods, name="periods"),
    path("tutup-buku/tutup/", periods.close, name="period_close"),
    path("tutup-buku/minta-buka/", periods.ask, name="period_ask"),
    path("tutup-buku/jawab/", periods.answer, name="period_answer"),
    path("tutup-buku/tarik/", periods.take_back, name="period_take_back"),
    path("tutup-buku/batalkan-tahun/", periods.undo_year, name="period_undo_year"),
    path("unit/", units.units, name="units"),
    path("akun/", accounts.accounts, name="accounts"),
    path("akun/<account_code:code>/", accounts.account, name="account"),
    path("daftar-akun/tempat/", marks.places, name="places"),
    path("daftar-akun/tambah/", chart.add, name="account_add"),
    path("daftar-akun/<account_code:code>/ubah/", chart.change, name="account_change"),
]
