"""Addresses of the reconciliation, below /koppontren/<slug>/."""

from django.urls import path

import klinik.finance.ledger.converters  # noqa: F401  (registers what `account_code` is)
from klinik.finance.ledger.bank.views import files, places, result, work

app_name = "bank"
urlpatterns = [
    path("bank/", places.places, name="places"),
    path("bank/<account_code:code>/", work.account, name="account"),
    path("bank/<account_code:code>/terima/", work.accept, name="accept"),
    path("bank/<account_code:code>/mutasi/", places.mutations, name="mutations"),
    path("bank/<account_code:code>/mutasi/<uuid:number>/", work.mutation, name="mutation"),
    path("bank/<account_code:code>/mutasi/<uuid:number>/cocokkan/", work.match_, name="match"),
    path("bank/<account_code:code>/mutasi/<uuid:number>/lepas/", work.apart, name="apart"),
    path("bank/<account_code:code>/hasil/", result.result, name="result"),
    path("bank/<account_code:code>/hasil/tarik/", result.back, name="result_back"),
    path("bank/<account_code:code>/saldo-awal/", result.opening, name="opening"),
    path("bank/<account_code:code>/berkas/", files.send, name="send"),
    path("bank/<account_code:code>/berkas/<uuid:number>/", files.file, name="file"),
    path("bank/<account_code:code>/berkas/<uuid:number>/simpan/", files.save, name="file_save"),
    path("bank/<account_code:code>/berkas/<uuid:number>/tarik/", files.back, name="file_back"),
]
