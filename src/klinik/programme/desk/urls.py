"""Addresses of the desk, under /meja/."""

from django.urls import path

from klinik.programme.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("tugas/", views.tasks, name="tasks"),
    path("beban/", views.load, name="load"),
]
