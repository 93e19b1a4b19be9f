"""Addresses of the reconciliation, below /koppontren/<slug>/."""

from django.urls import path

import klinik.finance.ledger.converters  # noqa: F401  (registers what `account_code` is)
from klinik.finance.ledger.bank.views import files, places

app_name = "bank"
urlpatterns = [
    path("bank/", places.places, name="places"),
    path("bank/<account_code:code>/", places.account, name="account"),
    path("bank/<account_code:code>/mutasi/", places.mutations, name="mutations"),
    path("bank/<account_code:code>/berkas/", files.send, name="send"),
    path("bank/<account_code:code>/berkas/<uuid:number>/", files.file, name="file"),
    path("bank/<account_code:code>/berkas/<uuid:number>/simpan/", files.save, name="file_save"),
    path("bank/<account_code:code>/berkas/<uuid:number>/tarik/", files.back, name="file_back"),
]
