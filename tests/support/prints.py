"""A database full of prints."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from peewee import chunked
from rows import a_user

from lezerprint.base.enums import FileType, JobState
from lezerprint.port.failure import FailureReason
from lezerprint.storage.models import File, Printer, PrintJob, PrintProfile, SlicedFile, User

NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)
_BATCH = 500


def a_profile_row(name="plain", **more):
    return PrintProfile.create(
        **{
            "name": name,
            "layer_height": 0.2,
            "print_speed": 60,
            "nozzle_temp": 210,
            "bed_temp": 60,
            "retraction": 0.8,
            "infill": 15,
            "supports": False,
            **more,
        }
    )


def a_printed_file(user=None, name="part.gcode", *, metadata=None, file_type=FileType.GCODE):
    return File.create(
        user=user or User.get_or_none() or a_user(),
        original_name=name,
        file_name=name,
        file_path=f"/files/{name}",
        file_type=file_type,
        file_size=1000,
        sha256="00",
        metadata=metadata,
    )


def of_material(kind, grams=10.0, seconds=3600.0):
    """What the analysis of a G-code file says that is printed with one tool."""
    tool = {"tool": 0, "type": kind, "lengthMm": 1.0, "volumeMm3": 1.0, "weightGrams": grams}
    return {"estimatedTime": seconds, "filamentWeight": grams, "filament": [tool]}


def a_slicing(file, profile, **more):
    return SlicedFile.create(
        **{
            "source_file": file,
            "file_path": "/sliced",
            "profile": profile,
            "estimated_time": 3600,
            "filament_usage": 20.0,
            "layer_height": 0.2,
            "sha256": "11",
            "file_size": 3,
            "metadata": {"filamentType": "PETG"},
            **more,
        }
    )


def a_print(file, status=JobState.COMPLETED, *, at=NOW, printer="default", **more):
    """A job that ended so at this time."""
    found, _ = Printer.get_or_create(name=printer)
    return PrintJob.create(
        **{
            "user": file.user_id,
            "file": file,
            "printer": found,
            "name": file.original_name,
            "status": status,
            "created_at": at,
            "started_at": at,
            "completed_at": at,
            **more,
        }
    )


def fill(count, *, days=400, files=50, seed=1, until=NOW):
    """So many prints of two printers, over so many days."""
    chance = random.Random(seed)
    user = User.get_or_none() or a_user()
    printers = [Printer.get_or_create(name=name)[0] for name in ("default", "second")]
    kinds = ["PLA", "PETG", "ABS", None]
    printed = [
        a_printed_file(user, f"part {number}.gcode", metadata=of_material(kinds[number % 4]))
        for number in range(files)
    ]
    rows = (
        _a_row(chance, user, chance.choice(printed), chance.choice(printers), days, until)
        for _ in range(count)
    )
    for batch in chunked(rows, _BATCH):
        PrintJob.insert_many(batch).execute()


def _a_row(chance, user, file, printer, days, until):
    status = chance.choices(
        [JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED, JobState.PRINTING], [80, 10, 9, 1]
    )[0]
    ended = status is not JobState.PRINTING
    begun = until - timedelta(seconds=chance.uniform(1, days * 86_400))
    estimated = chance.randint(60, 40_000)
    return {
        "id": uuid4(),
        "user": user.id,
        "file": file.id,
        "printer": printer.id,
        "name": file.original_name,
        "status": status,
        "created_at": begun,
        "started_at": begun,
        "completed_at": begun if ended else None,
        "estimated_time": estimated,
        "actual_time": round(estimated * chance.lognormvariate(0.1, 0.05)) if ended else None,
        "filament_used": chance.choice([None, 0.0625, chance.uniform(0, 500)]),
        "failure_reason": chance.choice([None, *FailureReason]) if status is JobState.FAILED else None,
    }
