"""Addresses of the secretariat's view, under /alur/."""

from django.urls import path

from klinik.programme.funnel import views

app_name = "funnel"
urlpatterns = [
    path("", views.funnel, name="funnel"),
    path("kasus/", views.cases, name="cases"),
]
