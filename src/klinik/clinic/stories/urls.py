"""Addresses of the stories, under /kisah/."""

from django.urls import path, register_converter
from django.views.decorators.http import require_safe

from klinik.clinic.cases.numbers import CaseNumber
from klinik.clinic.stories import views
from klinik.clinic.stories.feeds import StoryFeed

register_converter(CaseNumber, "told_case_number")

app_name = "stories"
urlpatterns = [
    path("", views.story_list, name="list"),
    path("atom.xml", require_safe(StoryFeed()), name="feed"),
    path("pesantren/<slug:slug>/", views.of_pesantren, name="of_pesantren"),
    path("ceritakan/<told_case_number:number>/", views.tell_story, name="tell"),
    path("tulis/<slug:slug>/", views.write, name="write"),
    path("foto/<int:picture>/<slug:size>/", views.picture, name="picture"),
    path("naskah/", views.drafts, name="drafts"),
    path("naskah/<int:draft>/", views.draft, name="draft"),
    path("naskah/<int:draft>/ubah/", views.rewrite, name="rewrite"),
    path("naskah/<int:draft>/kirim/", views.send, name="send"),
    path("naskah/<int:draft>/setuju/", views.agree, name="agree"),
    path("naskah/<int:draft>/kembalikan/", views.give_back, name="give_back"),
    path("naskah/<int:draft>/terbitkan/", views.publish, name="publish"),
    path("naskah/<int:draft>/tarik/", views.withdraw, name="withdraw"),
    path("<slug:slug>/gambar.png", views.shared_picture, name="shared_picture"),
    path("<slug:slug>/foto.jpg", views.photo, name="photo"),
    path("<slug:slug>/", views.story, name="story"),
]
