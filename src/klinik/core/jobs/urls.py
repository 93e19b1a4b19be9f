"""Addresses of jobs."""

from django.urls import path

from klinik.core.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<uuid:number>/", views.job, name="job"),
    path("<uuid:number>/berhenti/", views.stop, name="stop"),
]
