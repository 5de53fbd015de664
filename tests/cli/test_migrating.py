"""`lezerprint migrate` on a database of its own."""

from __future__ import annotations

import pytest
from plain_environment import without_settings

from lezerprint.cli.program import main


@pytest.fixture
def migrate(monkeypatch, capsys, tmp_path):
    without_settings(monkeypatch, tmp_path)

    def run(*words):
        code = main(["migrate", "--data-dir", str(tmp_path), *words])
        out, err = capsys.readouterr()
        return code, out.splitlines(), err

    return run


def test_up_once_and_down_again(migrate):
    _, before, _ = migrate("--status")
    assert all(line.endswith(" no") for line in before[1:])
    names = [line.split()[0] for line in before[1:]]
    assert migrate() == (0, [f"applied: {name}" for name in names], "")
    assert migrate() == (0, ["nothing to do"], "")
    assert not any(line.endswith(" no") for line in migrate("--status")[1][1:])
    taken_back = [f"taken back: {name}" for name in reversed(names)]
    assert migrate("--down", names[0]) == (0, taken_back, "")
    assert migrate("--status")[1] == before


def test_a_target_that_is_not_there_is_one_line_and_changes_nothing(migrate):
    migrate()
    before = migrate("--status")
    code, out, err = migrate("--down", "0999_nothing")
    assert (code, out) == (1, [])
    assert "0999_nothing" in err
    assert len(err.splitlines()) == 1
    assert migrate("--status") == before


def test_up_or_down_but_not_both(migrate):
    with pytest.raises(SystemExit) as ended:
        migrate("--status", "--down", "0001")
    assert ended.value.code == 2
