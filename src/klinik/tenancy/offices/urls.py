"""Addresses of the offices."""

from django.urls import path

from klinik.tenancy.offices import views

app_name = "offices"
urlpatterns = [
    path("", views.office_list, name="list"),
    path("baru/", views.add, name="add"),
    path("tugas/", views.hand_over, name="hand_over"),
    path("<slug:code>/ubah/", views.describe, name="describe"),
]
