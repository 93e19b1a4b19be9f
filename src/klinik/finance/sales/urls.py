"""Addresses of selling, below /koppontren/<slug>/."""

from django.urls import path

from klinik.finance.sales.views import concerns, purchases, receipts, till

app_name = "sales"
urlpatterns = [
    path("kasir/", till.start, name="start"),
    path("kasir/sif/", till.shifts, name="shifts"),
    path("penjualan/", receipts.listed, name="list"),
    path("penjualan/diperiksa/", concerns.concerns, name="concerns"),
    path("penjualan/anggota/", purchases.of_members, name="purchases"),
    path("penjualan/<int:number>/", receipts.sale, name="sale"),
]
