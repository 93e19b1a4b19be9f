"""Addresses of the month's sharing."""

from django.urls import path, re_path

from klinik.finance.sharing import views
from klinik.finance.sharing.fees import views as fees

MONTH = r"(?P<month>[2-9][0-9]{3}-(?:0[1-9]|1[0-2]))"
RUN = rf"^bagi-hasil/{MONTH}/(?P<pool>[0-9]{{1,18}})/(?P<kind>share|bonus)"
SAVINGS = r"^simpanan/(?P<number>[A-Z]{1,4}-[0-9]{4,12})"

app_name = "sharing"
urlpatterns = [
    path("bagi-hasil/", views.run_list, name="runs"),
    path("bagi-hasil/bonus/", views.bonus, name="bonus"),
    path("bagi-hasil/kelompok/<slug:unit>/", views.pool, name="pool"),
    re_path(rf"{RUN}/$", views.run, name="run"),
    re_path(rf"{RUN}/setuju/$", views.confirm, name="confirm"),
    re_path(rf"{RUN}/buang/$", views.drop, name="drop"),
    re_path(rf"{RUN}/batalkan/$", views.undo, name="undo"),
    re_path(rf"{RUN}/batalkan/setuju/$", views.undo_confirm, name="undo_confirm"),
    re_path(rf"{RUN}/batalkan/tidak/$", views.undo_drop, name="undo_drop"),
    re_path(r"^bagi-hasil/dibatalkan/(?P<number>[0-9]{1,18})/$", views.undone, name="undone"),
    path("biaya-bulanan/", fees.fee_list, name="fees"),
    re_path(rf"^biaya-bulanan/{MONTH}/$", fees.fee_run, name="fee_run"),
    re_path(rf"^biaya-bulanan/{MONTH}/setuju/$", fees.fee_confirm, name="fee_confirm"),
    re_path(rf"^biaya-bulanan/{MONTH}/buang/$", fees.fee_drop, name="fee_drop"),
    re_path(rf"{SAVINGS}/bagi-hasil/{MONTH}/$", views.why, name="why"),
]
