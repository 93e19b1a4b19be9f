"""Addresses of the member register."""

from django.urls import path, re_path

from klinik.finance.members import views

app_name = "members"
urlpatterns = [
    path("anggota/", views.member_list, name="list"),
    re_path(r"^anggota/(?P<number>A-[0-9]{4,12})/$", views.member, name="member"),
]
