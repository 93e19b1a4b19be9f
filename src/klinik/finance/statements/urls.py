"""Addresses of the statements, below /koppontren/<slug>/."""

from django.urls import path

from klinik.finance.statements import views
from klinik.finance.statements.notes.views import change_notes, notes
from klinik.finance.statements.words import FILES, LINE_BY_LINE
from klinik.finance.statements.written.views import written

app_name = "statements"
urlpatterns = [
    path("ringkasan/", views.summary, name="board"),
    path("laporan/", views.whole_year, name="package"),
    path("laporan/catatan/", notes, name="notes"),
    path("laporan/catatan/ubah/", change_notes, name="notes_change"),
    *(
        path(f"{address}/", views.statement, {"key": str(key)}, name=str(key))
        for key, address in FILES.items()
    ),
    *(
        path(f"{address}/", written, {"key": key}, name=key)
        for key, address in LINE_BY_LINE.items()
    ),
]
