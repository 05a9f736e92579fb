"""The app's name for Django; installed in the provider's own process only."""

from django.apps import AppConfig


class CityAccountConfig(AppConfig):
    name = "cms.demo.city_account"
    label = "city_account"
    verbose_name = "示範城市帳號"
