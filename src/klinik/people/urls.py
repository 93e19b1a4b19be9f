"""A person's own account."""

from django.urls import path

from klinik.people import views

app_name = "people"
urlpatterns = [
    path("akun-saya/", views.account, name="account"),
    path("akun-saya/keluar/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("akun-saya/keluar/<slug:handle>/", views.sign_out, name="sign_out"),
]
