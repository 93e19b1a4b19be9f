"""The address of the tax rules."""

from django.urls import path

from klinik.finance.sharing.taxes import views

app_name = "taxes"
urlpatterns = [path("", views.rules, name="rules")]
