"""The address of the demo's message page."""

from django.urls import path

from . import views

app_name = "delivery"

urlpatterns = [path("demo/messages/", views.messages_page, name="messages")]
