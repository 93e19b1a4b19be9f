"""Addresses of the teller's page, below /koppontren/<slug>/."""

from django.urls import path, re_path

from klinik.finance.counter import views

app_name = "counter"
urlpatterns = [
    path("loket/", views.find, name="find"),
    re_path(r"^loket/(?P<number>A-[0-9]{4,12})/$", views.serve, name="serve"),
]
