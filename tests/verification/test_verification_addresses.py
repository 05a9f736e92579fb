"""What a QR holds."""

from cms.core.ids import new_token
from cms.verification.addresses import verify_host, verify_url


def test_the_address_is_the_settings_host_and_the_token(settings):
    token = new_token()
    for configured in ("https://verify.mydoc.example", "https://verify.mydoc.example/"):
        settings.MYDOC_VERIFY_URL = configured
        assert verify_url(token) == f"https://verify.mydoc.example/v/{token}"
        assert verify_host() == "verify.mydoc.example"


def test_the_address_leads_to_the_verdict(client, faces):
    token = faces["valid"].token
    assert client.get(verify_url(token)).status_code == 200
