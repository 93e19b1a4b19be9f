"""A person's own account and inbox."""

from django.urls import path

from klinik.people import views

app_name = "people"
urlpatterns = [
    path("akun-saya/", views.account, name="account"),
    path("akun-saya/keluar/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("akun-saya/keluar/<slug:handle>/", views.sign_out, name="sign_out"),
    path("akun-saya/pemberitahuan/", views.preferences, name="preferences"),
    path("kotak-masuk/", views.inbox, name="inbox"),
    path("kotak-masuk/dibaca/", views.read_all, name="read_all"),
    path("kotak-masuk/<int:pk>/", views.open_notification, name="open_notification"),
]
