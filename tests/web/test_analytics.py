"""Statistics and predictions over HTTP."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from answers import data_of
from api import BACKENDS, api_on
from prints import a_print, a_printed_file, a_profile_row, a_slicing, of_material
from simulated import SimulatedPrinter

from lezerprint.base.enums import FileType, JobState, UserReason
from lezerprint.port.failure import FailureReason
from lezerprint.storage.models import File, PrintJob, PrintProfile, SlicedFile

PATH = "/api/analytics"
PRICES = {"PETG": 40.0}
CUBE = {
    "volume": 8000.0,
    "surfaceArea": 2400.0,
    "boundingBox": {"size": {"x": 20.0, "y": 20.0, "z": 20.0}},
    "watertight": True,
}


@pytest.fixture(scope="module", params=BACKENDS)
def served(request):
    more = {"filament_price_per_kg": 20.0, "filament_prices": PRICES, "currency": "CHF"}
    with SimulatedPrinter() as printer, api_on(request.param, printer.link, **more) as api:
        yield api


@pytest.fixture
def api(served):
    def clear():
        for model in (PrintJob, SlicedFile, PrintProfile, File):
            model.delete().execute()

    served.storage.run(clear)
    served.services.analytics.invalidate()
    return served


def ask(api, name, **query):
    headers = {"X-Api-Key": api.key("VIEWER")}
    return api.client.get(f"{PATH}/{name}", params=query, headers=headers)


def predict(api, **body):
    return api.client.post(f"{PATH}/predict", json=body, headers={"X-Api-Key": api.key("VIEWER")})


def refusal(answer):
    assert answer.json()["success"] is False
    return answer.status_code, answer.json()["error"]["code"]


def printed(api, *prints):
    """Jobs, each with a file of its own, of which the server is told."""

    def make():
        for one in prints:
            material = one.pop("material", "PLA")
            a_print(a_printed_file(name=f"{uuid4()}", metadata=of_material(material)), **one)

    api.storage.run(make)
    api.services.analytics.invalidate()


def some_prints(api):
    """The moment at which most of them ended."""
    now = datetime.now(UTC)
    long_ago = now - timedelta(days=45)
    printed(
        api,
        {"at": now, "actual_time": 3600, "filament_used": 10.0},
        {"at": now, "actual_time": 1800, "filament_used": 30.0, "material": "PETG"},
        {"at": now, "status": JobState.FAILED, "failure_reason": FailureReason.POWER_LOSS},
        {"at": now, "status": JobState.CANCELLED, "actual_time": 60, "printer": "second"},
        {"at": long_ago, "actual_time": 7200, "filament_used": 5.5},
        {"at": long_ago, "status": JobState.FAILED, "failure_reason": FailureReason.FILE_ERROR},
        {"at": long_ago, "status": JobState.FAILED, "failure_reason": FailureReason.FILE_ERROR},
        {"at": now, "status": JobState.PRINTING, "completed_at": None},
    )
    return now


class TestOfNothing:
    def test_the_dashboard(self, api):
        found = data_of(ask(api, "dashboard"))
        assert (found["totalPrints"], found["totalTime"], found["materialUsed"]) == (0, 0, 0)
        assert (found["successRate"], found["averagePrintTime"], found["activePrinters"]) == (None, None, 0)
        assert found["trends"]["successRate"] == {"current": None, "previous": None, "change": None}

    def test_statistics_have_their_periods(self, api):
        for group_by, count in (("day", 30), ("week", 12), ("month", 12)):
            found = data_of(ask(api, "statistics", groupBy=group_by))
            assert len(found["statistics"]) == count
            assert found["total"]["totalPrints"] == 0
            ends = datetime.fromisoformat(found["to"]) - datetime.now(UTC)
            assert timedelta() < ends <= timedelta(days=1, hours=1)

    def test_materials_and_failures(self, api):
        assert data_of(ask(api, "materials")) == {
            "materials": [], "totalUsage": 0, "totalCost": 0, "currency": "CHF",
        }  # fmt: skip
        assert data_of(ask(api, "failures")) == {"failures": [], "total": 0, "byUser": []}


class TestOfPrints:
    def test_the_dashboard(self, api):
        some_prints(api)
        found = data_of(ask(api, "dashboard"))
        trends = found.pop("trends")
        assert found == {
            "totalPrints": 7,
            "completed": 3,
            "failed": 3,
            "cancelled": 1,
            "successRate": 0.5,
            "totalTime": 12_660,
            "materialUsed": 45.5,
            "averagePrintTime": 4200,
            "activePrinters": 1,
        }
        assert trends["days"] == 30
        assert trends["totalPrints"] == {"current": 4, "previous": 3, "change": pytest.approx(100 / 3)}
        assert trends["materialUsed"]["change"] == pytest.approx((40 - 5.5) / 5.5 * 100)
        assert trends["successRate"]["change"] == pytest.approx(100)

    def test_of_one_printer(self, api):
        some_prints(api)
        assert data_of(ask(api, "dashboard", printer="second"))["totalPrints"] == 1
        assert data_of(ask(api, "dashboard", printer="default"))["totalPrints"] == 6
        assert data_of(ask(api, "failures", printer="second"))["total"] == 0

    def test_statistics(self, api):
        now = some_prints(api)
        found = data_of(ask(api, "statistics", groupBy="day", timezone="UTC"))
        today = {one["period"]: one for one in found["statistics"]}[now.date().isoformat()]
        assert (today["totalPrints"], today["totalTime"], today["materialUsed"]) == (4, 5460, 40)
        assert found["total"]["totalPrints"] == 4
        since = (datetime.now(UTC) - timedelta(days=60)).date().isoformat()
        months = data_of(ask(api, "statistics", **{"from": since}, groupBy="month", timezone="UTC"))
        assert months["total"]["totalPrints"] == 7

    def test_materials(self, api):
        some_prints(api)
        found = data_of(ask(api, "materials"))
        assert found["materials"][:2] == [
            {"type": "PETG", "prints": 1, "usage": 30, "cost": 1.2, "pricePerKg": 40},
            {"type": "PLA", "prints": 6, "usage": 15.5, "cost": 0.31, "pricePerKg": 20},
        ]
        assert (found["totalUsage"], found["totalCost"], found["currency"]) == (45.5, 1.51, "CHF")

    def test_failures(self, api):
        some_prints(api)
        found = data_of(ask(api, "failures"))
        assert [len(one.pop("examples")) for one in found["failures"]] == [2, 1]
        assert found == {
            "byUser": [],
            "failures": [
                {"reason": "FILE_ERROR", "count": 2, "percentage": 66.67},
                {"reason": "POWER_LOSS", "count": 1, "percentage": 33.33},
            ],
            "total": 3,
        }
        today = datetime.now(UTC).date()
        assert data_of(ask(api, "failures", **{"from": f"{today - timedelta(days=2)}"}))["total"] == 1
        assert data_of(ask(api, "failures", to=f"{today - timedelta(days=2)}"))["total"] == 2


class TestSpans:
    @pytest.fixture
    def api(self, api):
        """Two prints around midnight in Berlin, the night before the clocks are put forward."""
        midnight = datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/Berlin"))
        printed(api, {"at": midnight - timedelta(seconds=1)}, {"at": midnight})
        return api

    def of(self, api, **query):
        found = data_of(ask(api, "statistics", **{"from": query.pop("since")}, **query))
        return {one["period"]: one["totalPrints"] for one in found["statistics"]}

    def test_days_are_those_of_the_zone(self, api):
        days = {"since": "2026-03-28", "to": "2026-03-29"}
        assert self.of(api, **days, timezone="Europe/Berlin") == {"2026-03-28": 1, "2026-03-29": 1}
        assert self.of(api, **days, timezone="UTC") == {"2026-03-28": 2, "2026-03-29": 0}

    def test_weeks_and_months(self, api):
        days = {"since": "2026-03-23", "to": "2026-04-05", "timezone": "Europe/Berlin"}
        assert self.of(api, **days, groupBy="week") == {"2026-W13": 2, "2026-W14": 0}
        assert self.of(api, **days, groupBy="month") == {"2026-03": 2, "2026-04": 0}

    def test_moments(self, api):
        night = {"since": "2026-03-28T22:59:59.5Z", "to": "2026-03-29T12:00:00+02:00"}
        assert self.of(api, **night, timezone="Europe/Berlin") == {"2026-03-28": 0, "2026-03-29": 1}
        clock = {"since": "2026-03-29T00:00", "to": "2026-03-29T04:00", "timezone": "Europe/Berlin"}
        assert self.of(api, **clock) == {"2026-03-29": 1}

    def test_a_day_has_its_own_length(self, api):
        query = {"from": "2026-03-29", "to": "2026-03-29", "timezone": "Europe/Berlin"}
        found = data_of(ask(api, "statistics", **query))
        assert (found["from"], found["to"]) == ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")

    @pytest.mark.parametrize(
        "query",
        [
            {"from": "yesterday"},
            {"from": "2026-02-30"},
            {"from": "0001-01-01"},
            {"to": "9999-12-31"},
            {"to": "1e400"},
            {"from": "2026-03-02", "to": "2026-03-01"},
            {"from": "2026-03-01T12:00Z", "to": "2026-03-01T12:00Z"},
            {"timezone": "Mars/Olympus"},
            {"timezone": "Europe"},
            {"timezone": "../../etc/passwd"},
            {"printer": "x" * 201},
        ],
    )
    def test_what_is_none_is_refused(self, api, query):
        spans = {"from", "to"} & query.keys()
        names = ("statistics", "materials", "failures") if spans else ("dashboard",)
        for name in names:
            assert refusal(ask(api, name, **query)) == (400, "VALIDATION_ERROR")

    def test_so_are_unknown_periods_and_too_many(self, api):
        assert refusal(ask(api, "statistics", groupBy="hour")) == (400, "VALIDATION_ERROR")
        many = ask(api, "statistics", **{"from": "1970-01-01"}, groupBy="day")
        assert refusal(many) == (400, "VALIDATION_ERROR")
        assert len(self.of(api, since="1970-01-01", groupBy="month")) > 600

    def test_nobody_knows_a_printer_that_never_was(self, api):
        for name in ("dashboard", "statistics", "materials", "failures"):
            assert refusal(ask(api, name, printer="nobody")) == (404, "NOT_FOUND")


class TestKeeping:
    def test_answers_are_kept_until_the_end_of_a_job_is_told(self, api):
        assert data_of(ask(api, "dashboard"))["totalPrints"] == 0
        api.storage.run(lambda: a_print(a_printed_file()))
        assert data_of(ask(api, "dashboard"))["totalPrints"] == 0
        assert data_of(ask(api, "dashboard", printer="default"))["totalPrints"] == 1
        api.services.analytics.invalidate()
        assert data_of(ask(api, "dashboard"))["totalPrints"] == 1


class TestPredicting:
    def file(self, api, **more):
        return api.storage.run(lambda: a_printed_file(name=f"{uuid4()}", **more))

    def model(self, api, metadata=CUBE):
        return self.file(api, file_type=FileType.STL, metadata=metadata)

    def test_gcode_without_a_past(self, api):
        file = self.file(api, metadata=of_material("PETG", 50.0, 3600.0))
        found = data_of(predict(api, fileId=str(file.id)))
        assert (found["basis"], found["estimatedTime"], found["filamentUsage"]) == ("gcode", 3600, 50)
        assert (found["successProbability"], found["correction"]) == (None, {"factor": 1, "prints": 0})
        assert (found["cost"], found["currency"], found["materials"]) == (2.0, "CHF", {"PETG": 1})
        assert found["timeRange"]["low"] < 3600 < found["timeRange"]["high"]
        assert len(found["notes"]) == 2

    def test_gcode_is_corrected_by_this_printers_prints(self, api):
        past = {"estimated_time": 3600, "actual_time": 4320}
        printed(api, *[dict(past) for _ in range(30)], *[{**past, "actual_time": 9, "printer": "x"}] * 5)
        file = self.file(api, metadata=of_material("PLA", 50.0, 3600.0))
        found = data_of(predict(api, fileId=str(file.id)))
        assert found["correction"]["prints"] == 30
        assert 4150 < found["estimatedTime"] < 4320
        assert (found["uncorrectedTime"], found["notes"]) == (3600, [])
        assert found["comparedWith"] == {
            "prints": 30, "by": ["length", "material"],
        }  # fmt: skip
        assert found["successProbability"] == pytest.approx(30.5 / 31)
        other = data_of(predict(api, fileId=str(file.id), printer="x"))
        assert (other["correction"]["prints"], other["comparedWith"]["prints"]) == (5, 5)

    def test_a_model_by_its_volume_and_then_by_what_was_sliced(self, api):
        file = self.model(api)
        profile = api.storage.run(lambda: a_profile_row(is_default=True))
        given = {"fileId": str(file.id), "profileId": str(profile.id)}
        found = data_of(predict(api, **given))
        assert (found["basis"], found["profileId"]) == ("model", str(profile.id))
        assert "Rough estimate" in found["notes"][0]
        assert data_of(predict(api, fileId=str(file.id))) == found
        sliced = api.storage.run(a_slicing, file, profile)
        found = data_of(predict(api, **given))
        assert (found["basis"], found["estimatedTime"]) == ("sliced", 3600)
        assert found["slicedFileId"] == str(sliced.id)

    def test_what_is_not_there(self, api):
        nothing = str(uuid4())
        file, model = self.file(api, metadata=of_material("PLA")), self.model(api)
        for body in (
            {"fileId": nothing},
            {"fileId": str(file.id), "profileId": nothing},
            {"fileId": str(model.id), "profileId": nothing},
            {"fileId": str(model.id)},
            {"fileId": str(file.id), "printer": "nobody"},
        ):
            assert refusal(predict(api, **body)) == (404, "NOT_FOUND")

    def test_what_was_not_measured_yet(self, api):
        api.storage.run(lambda: a_profile_row(is_default=True))
        for file in (self.file(api), self.model(api, None)):
            assert refusal(predict(api, fileId=str(file.id))) == (409, "NOT_MEASURED")

    @pytest.mark.parametrize(
        "body", [{}, {"fileId": "x"}, {"fileId": None}, {"fileId": f"{uuid4()}", "x": 1}]
    )
    def test_what_is_no_input(self, api, body):
        assert refusal(predict(api, **body)) == (400, "VALIDATION_ERROR")


class TestOneByOne:
    def test_predictions_beside_reality(self, api):
        now = datetime.now(UTC)
        times = ((3600, 3600), (1000, 1200), (None, 50))
        printed(
            api,
            *({"at": now, "estimated_time": said, "actual_time": took} for said, took in times),
            {"at": now, "estimated_time": 100, "actual_time": 100, "material": "PETG"},
            {"at": now, "status": JobState.FAILED, "estimated_time": 100, "actual_time": 50},
        )
        found = data_of(ask(api, "predictions"))
        assert sorted(one["ratio"] for one in found["prints"]) == [1.0, 1.0, 1.2]
        assert (found["medianRatio"], round(found["withinTenPercent"], 2)) == (1.0, 0.67)
        [petg] = data_of(ask(api, "predictions", material="petg"))["prints"]
        assert petg["materials"] == ["PETG"]
        nothing = {"prints": [], "medianRatio": None, "withinTenPercent": None}
        assert data_of(ask(api, "predictions", printer="default", material="none")) == nothing
        assert refusal(ask(api, "predictions", printer="nobody"))[0] == 404

    def test_why_owners_say_that_prints_failed(self, api):
        now = datetime.now(UTC)
        printed(
            api,
            {"at": now, "status": JobState.FAILED, "user_reason": UserReason.WARPING},
            {"at": now, "status": JobState.CANCELLED, "user_reason": UserReason.WARPING},
            {"at": now, "status": JobState.CANCELLED, "user_reason": UserReason.STRINGING},
            {"at": now, "status": JobState.CANCELLED},
        )
        found = data_of(ask(api, "failures"))
        told = [(one["reason"], one["count"], len(one["examples"])) for one in found["byUser"]]
        assert told == [("WARPING", 2, 2), ("STRINGING", 1, 1)]
        assert found["total"] == 1

    def test_as_csv(self, api):
        printed(api, {"at": datetime.now(UTC), "name": "=1+1", "actual_time": 60}, {"at": datetime.now(UTC)})
        answer = ask(api, "export")
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert {row["name"] for row in rows} >= {"'=1+1"}
        assert {row["materials"] for row in rows} == {"PLA"}
        assert len(list(csv.DictReader(io.StringIO(ask(api, "export", material="ABS").text)))) == 0
