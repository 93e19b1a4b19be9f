"""Addresses of the teller's page, below /koppontren/<slug>/."""

from django.urls import path, re_path

from klinik.finance.counter import group_views, views

app_name = "counter"
urlpatterns = [
    path("loket/", views.find, name="find"),
    path("loket/kelompok/", group_views.groups, name="groups"),
    path("loket/kelompok/<int:pk>/", group_views.group, name="group"),
    path("loket/kelompok/<int:pk>/anggota/", group_views.place, name="place"),
    path("loket/kumpulan/<uuid:number>/", group_views.collection, name="collection"),
    re_path(r"^loket/(?P<number>A-[0-9]{4,12})/$", views.serve, name="serve"),
]
