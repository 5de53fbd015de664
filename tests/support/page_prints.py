"""A print to look at on a page: the program's own sample, small, and as slow as a test needs it."""

from __future__ import annotations

from simulated import wait_until

from lezerprint.virtual.sample import sample_gcode

SAMPLE = "\n".join(sample_gcode(layers=12)) + "\n"
SLOW = "slow 10"
"""Milliseconds a command: the sample takes longer than a test."""


def print_it(desk, pace=SLOW, name="bowl.gcode"):
    """Start it past the page; its id."""
    desk.printer.order(pace)
    file = desk.upload(name, SAMPLE)
    job = desk.api("POST", "/api/jobs/start", {"fileId": file["id"]})["job"]
    wait_until(lambda: is_active(desk), "the print")
    return job["id"]


def is_active(desk):
    """Whether the printer prints."""
    return (desk.server.status()["currentJob"] or {}).get("state") == "printing"
