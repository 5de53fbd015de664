import os
import random
import struct
import zipfile

import pytest
from model_files import MODEL_NAME, RELATIONSHIPS, cube_model, read_or_refused, write_threemf

from lezerprint.mesh import package
from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.package import open_package
from lezerprint.mesh.threemf import read_threemf


@pytest.fixture
def path(tmp_path):
    return tmp_path / "part.3mf"


def model_of(path):
    with open_package(path) as opened:
        return b"".join(opened.chunks(opened.model_name()))


def write_zip(path, parts, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_model_is_what_the_relationships_say_whatever_the_case_of_its_name(path, method):
    write_zip(
        path, {"_rels/.rels": RELATIONSHIPS, MODEL_NAME.upper(): "this", "3D/other.model": "that"}, method
    )
    assert model_of(path) == b"this"


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"photo.jpg": "x"}, "not a 3MF: it has no relationships"),
        ({"_rels/.rels": RELATIONSHIPS}, "lacks its part '/3D/3dmodel.model'"),
        ({"_rels/.rels": "<Relationships/>", MODEL_NAME: "x"}, "not a 3MF with a model"),
        ({"_rels/.rels": RELATIONSHIPS.replace("Type=", "Kind="), MODEL_NAME: "x"}, "'Type' is missing"),
        ({"_rels/.rels": "\0", MODEL_NAME: "x"}, "malformed"),
    ],
)
def test_what_a_package_lacks_is_said(path, parts, message):
    write_zip(path, parts)
    with pytest.raises(MeshError, match=message):
        model_of(path)


def test_a_part_that_unpacks_to_absurdly_many_times_its_size_is_refused_unread(path):
    write_threemf(path, bytes(64 << 20))
    with pytest.raises(MeshError, match=r"unpacks to \d+ times its size"):
        model_of(path)


def test_parts_together_unpack_to_no_more_than_is_allowed(path, monkeypatch):
    monkeypatch.setattr(package, "MAX_XML_BYTES", 2 << 20)
    write_threemf(path, os.urandom(2 << 20))
    with pytest.raises(MeshError, match="unpacks to more than 2 MiB"):
        model_of(path)


def test_a_part_with_a_belied_size_is_damaged(path):
    write_threemf(path, bytes(1 << 20))
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<I", 1 << 20), struct.pack("<I", 1000)))
    with pytest.raises(MeshError, match="damaged"):
        model_of(path)


def test_too_many_parts_are_refused(path):
    write_zip(path, {str(number): "" for number in range(10_001)}, zipfile.ZIP_STORED)
    with pytest.raises(MeshError, match="10,001 parts"):
        model_of(path)


def test_a_directory_that_would_fill_the_memory_is_refused_unread(path):
    with path.open("wb") as file:
        file.truncate(1 << 30)
        file.seek(0, os.SEEK_END)
        file.write(struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 9, 9, (1 << 30) - 46, 46, 0))
    with pytest.raises(MeshError, match="absurdly large directory"):
        model_of(path)


def test_methods_that_the_format_does_not_know_are_refused(path):
    write_zip(path, {"_rels/.rels": RELATIONSHIPS, MODEL_NAME: "x"}, zipfile.ZIP_LZMA)
    with pytest.raises(MeshError, match="method that the format does not allow"):
        model_of(path)


def test_an_encrypted_part_is_refused(path):
    write_threemf(path, cube_model())
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        at = -1
        while (at := content.find(signature, at + 1)) >= 0:
            content[at + flags] |= 1
    path.write_bytes(content)
    with pytest.raises(MeshError, match="encrypted"):
        model_of(path)


@pytest.mark.parametrize("seed", range(8))
def test_no_damage_raises_anything_else(path, seed):
    noise = random.Random(seed)
    whole = write_threemf(path, cube_model()).read_bytes()
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(noise.randint(1, 4)):
            damaged[noise.randrange(len(damaged))] = noise.randrange(256)
        path.write_bytes(damaged[: noise.choice([len(damaged), noise.randrange(len(damaged))])])
        with read_or_refused():
            read_threemf(path)
