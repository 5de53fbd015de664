"""What the API answers, taken out of its envelope."""

from __future__ import annotations


def error_of(answer):
    body = answer.json()
    assert set(body) == {"success", "error"}
    assert body["success"] is False
    assert set(body["error"]) == {"code", "message", "requestId"}
    assert body["error"]["requestId"] == answer.headers["x-request-id"]
    return answer.status_code, body["error"]["code"]


def data_of(answer):
    assert answer.status_code == 200
    assert answer.json()["success"] is True
    return answer.json()["data"]
