"""Wavefront OBJ files: vertices and faces; everything else in them is skipped.

A block's bytes are worked on all at once: where lines and words begin, the first number of each word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.runs import counting
from lezerprint.mesh.text import blocks_ending, is_number, numbers_in, shown
from lezerprint.mesh.triangles import IndexedTriangles, check_count

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_NEWLINE: Final = ord("\n")
_BLANK: Final = ord(" ")
_SMALLEST_FACE: Final = 3
_AXES: Final = 3
_COMMENT: Final = re.compile(rb"#[^\n]*")
_BLANKS: Final = bytes.maketrans(b"\t\v\f", b"   ")
_MINUS: Final = ord("-")
_ZERO: Final = ord("0")
_LARGEST_DIGIT: Final = 9
_MOST_DIGITS: Final = 9
_PADDING: Final = bytes(_MOST_DIGITS + 2)
_ENDS_INDEX: Final = np.isin(np.arange(256), list(b" \n/"))


def read_obj(path: Path) -> IndexedTriangles:
    """The triangles of an OBJ file; polygons are split into fans around their first corner.

    Raises:
        MeshError: A line is malformed, a face refers to a vertex that is not there, or it is too large.
        OSError: It cannot be read.
    """
    vertices = [np.zeros((0, 3))]
    faces = [np.zeros((0, 3), np.int32)]
    vertex_count = face_count = 0
    with path.open("rb") as file:
        for first_line, text in blocks_ending(file, b"\n", unless_after=b"\\"):
            block = _Block.of(text, first_line, vertex_count)
            vertices.append(block.vertices())
            faces.append(block.faces())
            vertex_count += len(vertices[-1])
            face_count += len(faces[-1])
            check_count(max(face_count, vertex_count))
    model = IndexedTriangles(np.concatenate(vertices), np.concatenate(faces))
    if face_count and model.faces.max() >= vertex_count:
        wanted = int(model.faces.max()) + 1
        raise MeshError(f"a face refers to vertex {wanted:,}, but there are {vertex_count:,}")
    return model


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Whole lines of a file; l of them that are not blank, w words.

    Attributes:
        data: The bytes, tabs as spaces, with a newline at both ends and padding.
        words: int64[w + 1], where words begin, and where all ends.
        first_words: int64[l + 1], the index of each line's first word, and of the word after all.
        line_numbers: int64[l], as the file has them.
        vertices_before: How many vertices the file had before.
    """

    data: NDArray[np.uint8]
    words: NDArray[np.int64]
    first_words: NDArray[np.int64]
    line_numbers: NDArray[np.int64]
    vertices_before: int

    @classmethod
    def of(cls, text: bytes, first_line: int, vertices_before: int) -> _Block:
        text = text.translate(_BLANKS).replace(b"\\\n", b"  ")
        if b"#" in text:
            text = _COMMENT.sub(b"", text)
        data = np.frombuffer(b"\n" + text + b"\n" + _PADDING, np.uint8)
        is_newline = data == _NEWLINE
        is_blank = is_newline | (data == _BLANK) | (data == 0)
        words = np.flatnonzero(is_blank[:-1] & ~is_blank[1:]) + 1
        lines = np.searchsorted(np.flatnonzero(is_newline), words)
        first_words = np.flatnonzero(np.diff(lines, prepend=-1))
        return cls(
            data=data,
            words=np.append(words, len(data) - len(_PADDING)),
            first_words=np.append(first_words, len(words)),
            line_numbers=lines[first_words] + first_line - 1,
            vertices_before=vertices_before,
        )

    def vertices(self) -> NDArray[np.float64]:
        """float64[v, 3]: weights and colours are left out."""
        lines = self._lines("v")
        first = self.first_words[lines]
        short = lines[self.first_words[lines + 1] - first <= _AXES]
        if len(short):
            raise MeshError(f"{self._line(short[0])}: a vertex needs three numbers")
        # A line's fourth number, or the next line's first word, is where the third number ends.
        text = self._between(self.words[first + 1], self.words[first + 1 + _AXES], lines)
        numbers = numbers_in(text)
        if numbers is None or len(numbers) != len(lines) * _AXES:
            raise MeshError(self._vertex_complaint(lines))
        return numbers.reshape(-1, _AXES)

    def faces(self) -> NDArray[np.int32]:
        """int32[n, 3]: indices of vertices from 0."""
        lines = self._lines("f")
        corners = self.first_words[lines + 1] - self.first_words[lines] - 1
        if (corners < _SMALLEST_FACE).any():
            raise MeshError(f"{self._line(lines[corners < _SMALLEST_FACE][0])}: a face needs three corners")
        words = np.repeat(self.first_words[lines] + 1, corners) + counting(corners)
        indices = self._indices(words, np.repeat(lines, corners))
        return _fans(indices, corners)

    def _lines(self, keyword: str) -> NDArray[np.int64]:
        """The lines that begin with a keyword of one letter."""
        starts = self.words[self.first_words[:-1]]
        after = self.data[starts + 1]
        return np.flatnonzero((self.data[starts] == ord(keyword)) & ((after == _BLANK) | (after == _NEWLINE)))

    def _line(self, line: np.int64) -> str:
        return f"line {int(self.line_numbers[line]):,}"

    def _between(
        self, starts: NDArray[np.int64], stops: NDArray[np.int64], lines: NDArray[np.int64]
    ) -> bytes:
        """The bytes from starts to stops, none beyond the beginning of the next line's first word."""
        stops = np.minimum(stops, self.words[self.first_words[lines + 1]])
        bounds = np.column_stack((starts, stops)).ravel()
        is_inside = np.arange(len(bounds) + 1) % 2 == 1
        kept = np.repeat(is_inside, np.diff(bounds, prepend=0, append=len(self.data)))
        return bytes(self.data[kept].data)

    def _indices(self, words: NDArray[np.int64], lines: NDArray[np.int64]) -> NDArray[np.int32]:
        """Which vertices the words name: the number before the first slash, from the end where negative."""
        starts = self.words[words]
        is_negative = self.data[starts] == _MINUS
        at = starts + is_negative
        values = np.zeros(len(words), np.int64)
        for _ in range(_MOST_DIGITS):
            digits = self.data[at] - np.uint8(_ZERO)
            is_digit = digits <= _LARGEST_DIGIT
            if not is_digit.any():
                break
            values = np.where(is_digit, values * 10 + digits, values)
            at = at + is_digit
        defined = self.vertices_before + np.searchsorted(self._lines("v"), lines)
        indices = np.where(is_negative, defined - values, values - 1)
        wrong = ~_ENDS_INDEX[self.data[at]] | (values == 0) | (indices < 0)
        if wrong.any():
            index = int(np.flatnonzero(wrong)[0])
            text = self.data[starts[index] : self.words[words[index] + 1]].tobytes()
            raise MeshError(f"{self._line(lines[index])}: {shown(text)} is not a vertex of the model")
        return indices.astype(np.int32)

    def _vertex_complaint(self, lines: NDArray[np.int64]) -> str:
        for line in lines:
            for word in range(int(self.first_words[line]) + 1, int(self.first_words[line]) + 1 + _AXES):
                text = self.data[self.words[word] : self.words[word + 1]].tobytes().rstrip()
                if not is_number(text):
                    return f"{self._line(line)}: {shown(text)} is not a number"
        return f"{self._line(lines[0])}: the vertices cannot be read"


def _fans(indices: NDArray[np.int32], corners: NDArray[np.int64]) -> NDArray[np.int32]:
    """Triangles of polygons whose corners follow each other in `indices`."""
    if (corners == _SMALLEST_FACE).all():
        return indices.reshape(-1, 3)
    triangles = corners - 2
    first = np.repeat(np.cumsum(corners) - corners, triangles)
    second = first + counting(triangles) + 1
    return np.asarray(indices[np.column_stack((first, second, second + 1))])
