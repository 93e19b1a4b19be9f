"""The addresses of acquirers, outside of any koppontren: their number says whose they are."""

from django.urls import path

from klinik.finance.wallet.topups import hooks

app_name = "acquirers"
urlpatterns = [path("<uuid:number>/", hooks.told, name="told")]
