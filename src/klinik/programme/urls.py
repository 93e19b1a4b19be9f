"""The koppontren's front page, and what it shares."""

from django.urls import path

from klinik.programme import views

app_name = "programme"
urlpatterns = [
    path("", views.koppontren, name="koppontren"),
    path("berbagi/", views.sharing, name="sharing"),
    path("berbagi/<uuid:number>/tarik/", views.withdraw, name="withdraw"),
]
