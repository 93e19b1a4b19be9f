"""A person's own account and inbox."""

from django.urls import path

from klinik.people import views

app_name = "people"
urlpatterns = [
    path("akun-saya/", views.account, name="account"),
    path("akun-saya/nama/", views.own_name, name="own_name"),
    path("akun-saya/email/", views.own_email, name="own_email"),
    path("akun-saya/email/<str:sealed>/", views.confirm, name="confirm_email"),
    path("akun-saya/nomor/", views.own_number, name="own_number"),
    path("akun-saya/keluar/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("akun-saya/keluar/<slug:handle>/", views.sign_out, name="sign_out"),
    path("akun-saya/pemberitahuan/", views.preferences, name="preferences"),
    path("kotak-masuk/", views.inbox, name="inbox"),
    path("kotak-masuk/dibaca/", views.read_all, name="read_all"),
    path("kotak-masuk/belum-dibaca/", views.unread_last, name="unread_last"),
    path("kotak-masuk/<int:pk>/", views.open_notification, name="open_notification"),
]
