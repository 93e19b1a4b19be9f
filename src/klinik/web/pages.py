"""Addresses of the pages that join all rooms."""

from django.urls import path

from klinik.finance.collecting.views import phone
from klinik.finance.sales.views import till
from klinik.web import installed, sitemap, views
from klinik.web.metrics import metrics
from klinik.web.own import views as own
from klinik.web.search.views import search

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", search, name="search"),
    path("app.webmanifest", installed.manifest, name="manifest"),
    path("sw.js", installed.worker, name="worker"),
    path("akun-saya/data/", own.own_data, name="own_data"),
    path("akun-saya/data/<uuid:number>/", own.own_copy, name="own_copy"),
    path("akun-saya/hapus/", own.own_erasure, name="own_erasure"),
    path("akun-saya/hapus/batal/", own.keep_me, name="keep_me"),
    path("luring/", installed.offline, name="offline"),
    path("tagih/", phone.app, name="collecting"),
    path("kasir/", till.app, name="till"),
    path("tempat-kerja/", views.switch_place, name="switch_place"),
    path("gaya/", views.style_guide, name="style_guide"),
    path("masuk/sebagai/", views.sign_in_as, name="sign_in_as"),
    path("data/api/", views.api_page, name="api_page"),
    path("sitemap.xml", sitemap.index, name="sitemap_index"),
    path("sitemap-<slug:name>-<int:number>.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("livez", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    path("metrics", metrics, name="metrics"),
]
