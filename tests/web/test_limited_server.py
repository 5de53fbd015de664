"""A server with the limits that it has by default: what people do is let through, what guessers do is not."""

from __future__ import annotations

import pytest
from api import PASSWORD, Api
from simulated import SimulatedPrinter
from uploading import file_part, form, post

from lezerprint.settings import Settings
from web.rate_limits import RateClass
from web.table import endpoints

NAMES = ("api", "visitors", "auth", "upload", "control")


@pytest.fixture(scope="module")
def api():
    fields = Settings.model_fields
    defaults = {f"rate_limit_{name}": fields[f"rate_limit_{name}"].default for name in NAMES}
    # Making the accounts counts as registering and signing in.
    with SimulatedPrinter() as printer, Api(printer.link, trusted_proxies="127.0.0.1", **defaults) as api:
        yield api


def codes(client, path, count, **headers):
    return [client.get(path, headers=headers).status_code for _ in range(count)]


def sign_in(api, address, password=PASSWORD, name="viewer"):
    given = {"email": f"{name}@example.com", "password": password}
    headers = {"X-Forwarded-For": address}
    return api.client.post("/api/auth/login", json=given, headers=headers).status_code


def test_visitors_get_a_hundred_requests_a_minute(api):
    answers = codes(api.client, "/api/public/status", 103, **{"X-Forwarded-For": "192.0.2.1"})
    assert answers == [200] * 100 + [429] * 3


def test_a_key_gets_six_hundred_requests_a_minute_whatever_visitors_do_at_its_address(api):
    headers = {"X-Forwarded-For": "192.0.2.2", "X-Api-Key": api.key("VIEWER")}
    codes(api.client, "/api/public/status", 101, **{"X-Forwarded-For": "192.0.2.2"})
    answers = codes(api.client, "/api/auth/me", 603, **headers)
    assert answers.count(200) == 600 - 1  # one made the key
    assert answers[-1] == 429


def test_wrong_keys_count_as_visitors(api):
    answers = codes(api.client, "/api/auth/me", 102, **{"X-Forwarded-For": "192.0.2.3", "X-Api-Key": "wrong"})
    assert answers == [401] * 100 + [429] * 2


def test_signed_media_and_documents_are_not_limited(api):
    file = post(api, form(file_part())).json()["data"]["file"]
    url = f"/api/files/{file['id']}/download"
    signed = api.admin.post("/api/media/sign", json={"path": url}).json()["data"]["url"]
    headers = {"X-Forwarded-For": "192.0.2.4"}
    assert set(codes(api.client, signed, 650, **headers)) == {200}
    assert set(codes(api.client, "/api/docs", 102, **headers)) == {200}
    assert set(codes(api.client, f"{signed}0", 101, **headers)) == {401, 429}


def test_a_sign_in_does_not_count_against_the_next_and_five_failures_do(api):
    assert {sign_in(api, "192.0.2.5") for _ in range(12)} == {200}
    assert [sign_in(api, "192.0.2.5", "wrong password") for _ in range(5)] == [401] * 5
    assert sign_in(api, "192.0.2.5") == 429
    assert sign_in(api, "192.0.2.6") == 200


def test_every_failure_at_an_account_counts_from_wherever_it_comes(api):
    answers = [sign_in(api, f"198.51.100.{number}", "wrong password", "operator") for number in range(7)]
    assert answers == [401] * 5 + [429] * 2


def test_control_has_thirty_orders_a_minute(api):
    answers = [api.admin.post("/api/printer/fan", json={"percent": 0}).status_code for _ in range(32)]
    assert answers == [200] * 30 + [429] * 2


def test_many_small_uploads_are_let_through_and_many_bytes_are_not():
    with SimulatedPrinter() as printer, Api(printer.link, rate_limit_upload="100 kB/hour") as api:
        small = form(file_part())
        assert {post(api, small).status_code for _ in range(15)} == {201}
        large = form(file_part(content=b";\n" + b"G1 X1\n" * 17_000))
        refused = post(api, large)
        assert refused.status_code == 429
        assert 0 < refused.json()["error"]["retryAfter"] <= 3600
        assert post(api, small).status_code == 201


def test_which_endpoints_count_how():
    by_rate = {rate: {one.path for one in endpoints() if one.rate is rate} for rate in RateClass}
    assert by_rate[RateClass.UPLOAD] == {"/api/files/upload"}
    assert not by_rate[RateClass.VISITORS]
    assert {one.path for one in endpoints() if one.counts_failures_only} == {
        "/api/auth/login",
        "/api/auth/password",
    }
