"""Requests made from the API's own document, odd ones too, and the answers held against it."""

from __future__ import annotations

import re

import pytest
import schemathesis
from api import BACKENDS, api_on
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from simulated import SimulatedPrinter

from web.openapi import openapi
from web.table import endpoints

pytestmark = pytest.mark.long

DOCUMENTED_FAILURES = {503, 504, 507}

ELSEWHERE = [
    not_a_server_error,  # above, with what is documented
    ignored_auth,  # test_access
    positive_data_acceptance,  # a rule such as "the old password" is in no schema
]

BY_SESSION = {
    (endpoint.method, re.sub(r"\{(\w+)(:\w+)?\}", r"{\1}", endpoint.path))
    for endpoint in endpoints()
    if endpoint.manages_account
}

schema = schemathesis.openapi.from_dict(openapi(endpoints()))


@pytest.fixture(scope="module", params=BACKENDS)
def api(request):
    with SimulatedPrinter() as printer, api_on(request.param, printer.link) as api:
        yield api


@schema.parametrize()
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_documented(case, api):
    # Where a key is not enough, it takes a session; a fresh one, since some of these end it.
    by_session = (case.method.upper(), case.path) in BY_SESSION
    headers = api.bearer("ADMIN") if by_session else {"X-Api-Key": api.key("ADMIN")}
    response = case.call(base_url=api.url, headers=headers)
    assert response.status_code < 500 or response.status_code in DOCUMENTED_FAILURES
    case.validate_response(response, excluded_checks=ELSEWHERE)
