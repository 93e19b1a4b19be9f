"""Addresses of collecting, below /koppontren/<slug>/."""

from django.urls import path

from klinik.finance.collecting.views import pages, phone

app_name = "collecting"
urlpatterns = [
    path("tagih/", pages.mine, name="mine"),
    path("tagih/daftar/", phone.listed, name="list"),
    path("tagih/kirim/", phone.send, name="send"),
    path("tagih/keliling/", pages.rounds, name="rounds"),
    path("tagih/ditolak/<uuid:number>/selesai/", pages.settled, name="settle"),
    path("tagih/keliling/<int:pk>/akhiri/", pages.end, name="end"),
]
