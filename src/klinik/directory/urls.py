"""Addresses of the directory: pesantren, regions, and the evidence behind readings."""

from django.urls import path

from klinik.directory import views
from klinik.directory.indicators import views as indicators
from klinik.directory.opened import views as opened
from klinik.directory.partners import views as partners
from klinik.directory.regions import views as regions
from klinik.directory.search import views as search
from klinik.directory.sharing import views as sharing

app_name = "directory"
urlpatterns = [
    path("pesantren/", search.pesantren_list, name="pesantren_list"),
    path("pesantren/<slug:slug>/", views.pesantren, name="pesantren"),
    path("pesantren/<slug:slug>/capaian/", indicators.figures, name="figures"),
    path("produk/", search.product_list, name="product_list"),
    path("produk/<int:number>/", views.product, name="product"),
    path("surat/<int:number>/berkas/", views.paper_file, name="paper_file"),
    path("foto/<slug:name>/", views.photo, name="photo"),
    path("wilayah/", regions.region_list, name="region_list"),
    path("wilayah/<slug:code>/", regions.region, name="region"),
    path("indikator/", indicators.indicator_list, name="indicator_list"),
    path("indikator/<slug:code>/", indicators.indicator, name="indicator"),
    path("mitra/", partners.partner_list, name="partner_list"),
    path("mitra/<slug:slug>/", partners.partner, name="partner"),
    path("pesantren/<slug:slug>/gambar.png", sharing.pesantren_picture, name="pesantren_picture"),
    path("produk/<int:number>/gambar.png", sharing.product_picture, name="product_picture"),
    path("wilayah/<slug:code>/gambar.png", sharing.region_picture, name="region_picture"),
    path("data/", opened.data, name="data"),
    path("data/<slug:name>.<slug:kind>", opened.dataset, name="dataset"),
    path("bukti/<int:number>/", views.evidence, name="evidence"),
]
