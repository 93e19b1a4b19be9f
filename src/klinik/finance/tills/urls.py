"""Addresses of drawers, below /koppontren/<slug>/."""

from django.urls import path

import klinik.finance.ledger.converters  # noqa: F401  (registers what `account_code` is)
from klinik.finance.tills.views import delivering, holding, overview

app_name = "tills"
urlpatterns = [
    path("laci/", holding.mine, name="mine"),
    path("kas/", overview.everywhere, name="all"),
    path("kas/laci-baru/", overview.add, name="add"),
    path("kas/kirim/", delivering.send, name="send"),
    path("kas/kiriman/<uuid:number>/", delivering.delivery, name="delivery"),
    path("kas/kiriman/<uuid:number>/terima/", delivering.receive, name="receive"),
    path("kas/kiriman/<uuid:number>/tolak/", delivering.refuse, name="refuse"),
    path("kas/kiriman/<uuid:number>/tarik/", delivering.back, name="back"),
    path("laci/<account_code:code>/buka/", holding.open_, name="open"),
    path("laci/<account_code:code>/tutup/", holding.close, name="close"),
    path("laci/<account_code:code>/ambil/", holding.take, name="take"),
    path("laci/<account_code:code>/nama/", overview.rename, name="rename"),
    path("laci/<account_code:code>/nonaktif/", overview.retire, name="retire"),
    path("laci/<account_code:code>/", overview.report, name="report"),
]
