import pytest

from lezerprint.mesh import safe_xml
from lezerprint.mesh.errors import MeshError


def parse(*chunks):
    seen = []
    names = ("a", "urn:x a", "urn:y b")
    safe_xml.parse(
        chunks,
        "a part",
        {name: lambda attributes, name=name: seen.append((name, attributes)) for name in names},
        {name: lambda name=name: seen.append(f"end of {name}") for name in names},
    )
    return seen


def test_elements_come_with_their_namespaces_and_attributes():
    assert parse(b'<a xmlns="urn:x" xmlns:p="urn:y"><p:', b'b p:c="1" d="2"/></a>') == [
        ("urn:x a", {}),
        ("urn:y b", {"urn:y c": "1", "d": "2"}),
        "end of urn:y b",
        "end of urn:x a",
    ]


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        b"<!DOCTYPE a>",
    ],
)
def test_a_document_type_is_refused(declaration):
    with pytest.raises(MeshError, match="document type declaration"):
        parse(b"<?xml version='1.0'?>" + declaration + b"<a>&c;</a>")


@pytest.mark.parametrize("encoding", [b"foo", b"rot13", b"utf-7", b"idna", b"shift_jis", b"utf-16"])
def test_a_strange_encoding_is_refused(encoding):
    with pytest.raises(MeshError, match="a part"):
        parse(b'<?xml version="1.0" encoding="' + encoding + b'"?><a/>')


def test_nesting_has_an_end():
    with pytest.raises(MeshError, match="more than 64 deep"):
        parse(*[b"<a>" * 1000] * 100)


def test_elements_are_counted(monkeypatch):
    monkeypatch.setattr(safe_xml, "MAX_ELEMENTS", 100)
    parse(b"<a>", b"<b/>" * 99, b"</a>")
    with pytest.raises(MeshError, match="more than 100 elements"):
        parse(b"<a>", b"<b/>" * 100, b"</a>")


def test_a_tag_without_end_is_not_kept():
    def endless():
        yield b"<a b='"
        for _ in range(40):
            yield b"x" * 100_000
        pytest.fail("four megabytes of one tag were taken")

    with pytest.raises(MeshError, match="longer than 1,048,576 bytes"):
        safe_xml.parse(endless(), "a part", {})


def test_messages_stay_short():
    def refuse(attributes):
        float(attributes["x"])

    with pytest.raises(MeshError) as caught:
        safe_xml.parse([b"<a x='" + b"y" * 100_000 + b"'/>"], "a part", {"a": refuse})
    assert len(str(caught.value)) < 200
