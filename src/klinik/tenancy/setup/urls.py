"""Addresses of the wizard for a new province, and of its logo."""

from django.urls import path

from klinik.tenancy.setup import views

app_name = "setup"
urlpatterns = [
    path("mulai/", views.begin, name="begin"),
    path("mulai/wilayah/<slug:kind>/", views.regions_template, name="regions_template"),
    path("logo/", views.logo, name="logo"),
]
