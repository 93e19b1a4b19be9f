"""Addresses of the teller's page, below /koppontren/<slug>/."""

from django.urls import path, re_path

from klinik.finance.counter import group_views, limit_views, views, waiting_views

app_name = "counter"
urlpatterns = [
    path("loket/", views.find, name="find"),
    path("loket/kelompok/", group_views.groups, name="groups"),
    path("loket/kelompok/<int:pk>/", group_views.group, name="group"),
    path("loket/kelompok/<int:pk>/anggota/", group_views.place, name="place"),
    path("loket/kumpulan/<uuid:number>/", group_views.collection, name="collection"),
    path("loket/batas/", limit_views.limits, name="limits"),
    path("loket/batas/<int:pk>/", limit_views.teller_limits, name="teller_limits"),
    path("loket/menunggu/", waiting_views.waiting, name="waiting"),
    path("loket/menunggu/<uuid:number>/", waiting_views.wait, name="wait"),
    re_path(r"^loket/(?P<number>A-[0-9]{4,12})/$", views.serve, name="serve"),
]
