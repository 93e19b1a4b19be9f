"""Addresses of the statements, below /koppontren/<slug>/."""

from django.urls import path

from klinik.finance.statements import views

app_name = "statements"
urlpatterns = [
    path("neraca-saldo/", views.trial_balance, name="trial_balance"),
    path("neraca/", views.balance_sheet, name="balance_sheet"),
]
