"""Addresses of the discussions, under /diskusi/; each step of a topic has one of its own."""

from django.urls import path
from django.views.decorators.http import require_safe

from klinik.clinic.discussions import views
from klinik.clinic.discussions.feeds import TopicFeed

app_name = "discussions"
urlpatterns = [
    path("", views.topic_list, name="list"),
    path("atom.xml", require_safe(TopicFeed()), name="feed"),
    path("baru/", views.new, name="new"),
    path("mirip/", views.similar, name="similar"),
    path("ringkasan/", views.summary, name="summary"),
    path("laporan/", views.flags, name="flags"),
    path("<slug:slug>/", views.topic, name="topic"),
    path("<slug:slug>/jawab/", views.answer, name="answer"),
    path("<slug:slug>/ikuti/", views.follow, name="follow"),
    path("<slug:slug>/kunci/", views.lock, name="lock"),
    path("<slug:slug>/umum/", views.publish, name="publish"),
    path("<slug:slug>/berkas/<int:file>/", views.file, name="file"),
    path("<slug:slug>/<int:number>/ubah/", views.edit, name="edit"),
    path("<slug:slug>/<int:number>/versi/", views.versions, name="versions"),
    path("<slug:slug>/<int:number>/terima/", views.accept, name="accept"),
    path("<slug:slug>/<int:number>/lapor/", views.flag, name="flag"),
    path("<slug:slug>/<int:number>/sembunyikan/", views.hide, name="hide"),
    path("<slug:slug>/<int:number>/biarkan/", views.leave, name="leave"),
]
