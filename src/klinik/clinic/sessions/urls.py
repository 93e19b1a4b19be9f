"""Addresses of the panel sessions, under /sesi/."""

from django.urls import path
from django.views.decorators.http import require_safe

from klinik.clinic.sessions import views
from klinik.clinic.sessions.feeds import SessionFeed
from klinik.clinic.sessions.room import views as room

app_name = "sessions"
urlpatterns = [
    path("", views.session_list, name="list"),
    path("kalender.ics", views.feed, name="feed"),
    path("atom.xml", require_safe(SessionFeed()), name="atom"),
    path("baru/", views.new, name="new"),
    path("rekomendasi/", views.recommendations, name="recommendations"),
    path("<slug:slug>/", views.session, name="session"),
    path("<slug:slug>/kalender.ics", views.calendar, name="calendar"),
    path("<slug:slug>/gambar.png", views.picture, name="picture"),
    path("<slug:slug>/riwayat/", views.history, name="history"),
    path("<slug:slug>/ubah/", views.change, name="change"),
    path("<slug:slug>/umumkan/", views.announce, name="announce"),
    path("<slug:slug>/batal/", views.call_off, name="call_off"),
    path("<slug:slug>/susunan/", views.programme, name="programme"),
    path("<slug:slug>/susunan/panelis/", views.seat, name="seat"),
    path("<slug:slug>/susunan/panelis/<int:panelist>/hapus/", views.unseat, name="unseat"),
    path("<slug:slug>/susunan/acara/", views.add_item, name="add_item"),
    path("<slug:slug>/susunan/acara/<int:item>/pindah/", views.move_item, name="move_item"),
    path("<slug:slug>/susunan/acara/<int:item>/kisah/", views.name_story, name="name_story"),
    path("<slug:slug>/susunan/acara/<int:item>/hapus/", views.remove_item, name="remove_item"),
    path("<slug:slug>/peserta/", views.participants, name="participants"),
    path("<slug:slug>/daftar/", views.register, name="register"),
    path("<slug:slug>/lepas/", views.give_back, name="give_back"),
    path("<slug:slug>/hadir/", views.attendance, name="attendance"),
    path("<slug:slug>/hadir/kode-baru/", views.new_code, name="new_code"),
    path("<slug:slug>/hadir/betulkan/", views.correct, name="correct"),
    path("<slug:slug>/kode/", views.code, name="code"),
    path("<slug:slug>/ringkasan/", views.summary, name="summary"),
    path("<slug:slug>/notulen/", views.minutes, name="minutes"),
    path("<slug:slug>/rekaman/", views.recording, name="recording"),
    path("<slug:slug>/rekomendasi/", views.recommend, name="recommend"),
    path("<slug:slug>/rekomendasi/<uuid:number>/kasus/", views.turn, name="turn"),
    path("<slug:slug>/rekomendasi/<uuid:number>/tarik/", views.withdraw, name="withdraw"),
    path("<slug:slug>/ruang/", room.room, name="room"),
    path("<slug:slug>/ruang/kejadian/", room.events, name="room_events"),
    path("<slug:slug>/ruang/tanya/", room.ask, name="room_ask"),
    path("<slug:slug>/ruang/suara/", room.tap, name="room_tap"),
    path("<slug:slug>/ruang/obrolan/", room.say, name="room_say"),
    path("<slug:slug>/ruang/jawab/", room.answer, name="room_answer"),
    path("<slug:slug>/ruang/pandu/", room.lead, name="room_lead"),
    path("<slug:slug>/ruang/jajak/", room.poll, name="room_poll"),
    path("<slug:slug>/ruang/<int:question>/simpan/", room.keep, name="room_keep"),
    path("<slug:slug>/ruang/<int:question>/kasus/", room.case, name="room_case"),
]
