"""Addresses of the shop."""

from django.urls import path, re_path

from klinik.finance.shop.intake import views as intake
from klinik.finance.shop.views import buying, consigning, counting, goods, shops

GOOD = r"^toko/barang/(?P<number>B-[0-9]{4,9})/"
CONSIGNOR = r"^toko/titipan/(?P<number>K-[0-9]{4,9})/"
COUNT = "toko/hitung/<uuid:number>/"
PURCHASE, SUPPLIER = "toko/belanja/<uuid:number>/", "toko/pemasok/<uuid:number>/"

app_name = "shop"
urlpatterns = [
    path("toko/", goods.good_list, name="goods"),
    path("toko/menipis/", goods.good_list, {"state": "menipis"}, name="low"),
    path("toko/buka/", goods.open_page, name="open"),
    path("toko/pengaturan/", shops.shop_list, name="shops"),
    path("toko/pengaturan/<str:code>/", shops.settings, name="settings"),
    path("toko/pengaturan/<str:code>/tutup/", shops.close, name="close"),
    path("toko/pengaturan/<str:code>/riwayat/", shops.history, name="shop_history"),
    path("toko/barang/baru/", goods.add, name="add"),
    re_path(f"{GOOD}$", goods.good, name="good"),
    re_path(f"{GOOD}ubah/$", goods.change, name="change"),
    re_path(f"{GOOD}harga/$", goods.price, name="price"),
    re_path(f"{GOOD}kode/$", goods.code, name="code"),
    re_path(f"{GOOD}berhenti/$", goods.end, name="end"),
    re_path(f"{GOOD}foto/$", goods.photo, name="photo"),
    re_path(f"{GOOD}riwayat/$", goods.history, name="history"),
    path("toko/impor/", intake.start, name="intake"),
    path("toko/impor/tabel/<slug:kind>/", intake.template, name="intake_template"),
    path("toko/impor/<uuid:number>/", intake.file, name="intake_file"),
    path("toko/impor/<uuid:number>/kolom/", intake.again, name="intake_again"),
    path("toko/impor/<uuid:number>/simpan/", intake.save, name="intake_save"),
    path("toko/impor/<uuid:number>/belum-tersimpan/", intake.bad, name="intake_bad"),
    path("toko/kedaluwarsa/", buying.expiry, name="expiry"),
    path("toko/belanja/", buying.purchase_list, name="purchases"),
    path("toko/belanja/baru/", buying.purchase_add, name="purchase_add"),
    path(PURCHASE, buying.purchase, name="purchase"),
    path(f"{PURCHASE}kembali/", buying.purchase_return, name="purchase_return"),
    path("toko/pemasok/", buying.supplier_list, name="suppliers"),
    path(SUPPLIER, buying.supplier, name="supplier"),
    path(f"{SUPPLIER}ubah/", buying.supplier_change, name="supplier_change"),
    path(f"{SUPPLIER}bayar/", buying.supplier_pay, name="supplier_pay"),
    path(f"{SUPPLIER}berhenti/", buying.supplier_end, name="supplier_end"),
    path("toko/titipan/", consigning.consignor_list, name="consignors"),
    re_path(f"{CONSIGNOR}$", consigning.consignor, name="consignor"),
    re_path(f"{CONSIGNOR}terima/$", consigning.consignor_receive, name="consignor_receive"),
    re_path(f"{CONSIGNOR}bayar/$", consigning.consignor_pay, name="consignor_pay"),
    re_path(f"{CONSIGNOR}berhenti/$", consigning.consignor_end, name="consignor_end"),
    path("toko/hitung/", counting.count_list, name="counts"),
    path(COUNT, counting.count, name="count"),
    path(f"{COUNT}baris/", counting.count_line, name="count_line"),
    path(f"{COUNT}kirim/", counting.count_send, name="count_send"),
    path(f"{COUNT}setuju/", counting.count_approve, name="count_approve"),
    path(f"{COUNT}batal/", counting.count_drop, name="count_drop"),
]
