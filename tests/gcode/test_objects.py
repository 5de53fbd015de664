import pytest

from lezerprint.gcode import objects
from lezerprint.gcode.objects import PrintedObject, read_objects


def test_both_ways_to_declare_them():
    head = b"""; objects_info = {"objects":[{"name":"a.stl","polygon":[[1,2],[3,2.5],[3,4]]},{"name":"b"}]}
EXCLUDE_OBJECT_DEFINE NAME=b CENTER=1,2 POLYGON=[[0,0],[9,9]]
EXCLUDE_OBJECT_DEFINE NAME='c d' CENTER=1,2
"""
    assert read_objects(head) == (
        PrintedObject("a.stl", ((1.0, 2.0), (3.0, 2.5), (3.0, 4.0))),
        PrintedObject("b"),
        PrintedObject("c d"),
    )


@pytest.mark.parametrize(
    "head",
    [
        b'; objects_info = {"objects":[{"name":"a"',
        b"; objects_info = []\n",
        b'; objects_info = {"objects":{}}\n',
        b'; objects_info = {"objects":[1,{"name":5},{"name":""}]}\n',
        b"; objects_info = {" + b"[" * 100_000 + b"\n",
        b"G1 X1 ; objects_info = {}\n",
    ],
)
def test_what_is_damaged_is_passed_over(head):
    assert read_objects(head) == ()


@pytest.mark.parametrize("polygon", ["[[1,2],[3]]", "[[NaN,1]]", "[[1e300,1]]", '"x"', "5", '[["a","b"]]'])
def test_an_outline_that_is_none_is_left_out(polygon):
    head = f'; objects_info = {{"objects":[{{"name":"a","polygon":{polygon}}}]}}\n'.encode()
    assert read_objects(head) == (PrintedObject("a"),)


def test_there_are_not_absurdly_many(monkeypatch):
    monkeypatch.setattr(objects, "MOST_OBJECTS", 2)
    head = b"".join(b"EXCLUDE_OBJECT_DEFINE NAME=o%d\n" % index for index in range(9))
    assert [one.name for one in read_objects(head)] == ["o0", "o1"]
