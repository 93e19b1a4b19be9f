"""Addresses of the offices' overview of a region."""

from django.urls import path

from klinik.programme.regency import views

app_name = "regency"
urlpatterns = [path("<slug:code>/ikhtisar/", views.overview, name="overview")]
