"""Addresses of the counter. Numbers are letters of the product, a dash, digits."""

from django.urls import path, re_path

from klinik.finance.savings import views

SAVINGS = r"simpanan/(?P<number>[A-Z]{1,4}-[0-9]{4,12})"

app_name = "savings"
urlpatterns = [
    path("anggota/baru/", views.admit, name="admit"),
    path("simpanan/produk/", views.offer, name="offer"),
    re_path(r"^anggota/(?P<number>A-[0-9]{4,12})/simpanan/baru/$", views.open_account, name="open"),
    re_path(rf"^{SAVINGS}/$", views.account, name="account"),
    re_path(rf"^{SAVINGS}/bukti/(?P<entry>[0-9]{{1,18}})/$", views.receipt, name="receipt"),
]
