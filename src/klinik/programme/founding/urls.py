"""Addresses of the wizard for a new koppontren."""

from django.urls import path

from klinik.programme.founding import views

app_name = "founding"
urlpatterns = [
    path("", views.founded, name="founded"),
    path("baru/", views.found, name="found"),
    path("baru/tolak/", views.decline, name="decline"),
]
