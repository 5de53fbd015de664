"""XML from strangers, parsed as it comes: no document types, no entities, nothing that fills the memory.

defusedxml is not used. It refuses document types and entities, but the bound of a tag needs the parser's
place in what it was fed, which neither its SAX reader nor its tree builder tells. For the tens of millions of
elements of a model they also take more than twice as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.mesh.errors import MeshError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from xml.parsers import expat

_NAMESPACE_SEPARATOR: Final = " "
MAX_ELEMENTS: Final = 25_000_000
_DEEPEST: Final = 64
_LONGEST_TOKEN_BYTES: Final = 1 << 20
_SHOWN_CHARACTERS: Final = 100


def qualified(namespace: str, name: str) -> str:
    """The name of an element or attribute of a namespace as handlers get it."""
    return f"{namespace}{_NAMESPACE_SEPARATOR}{name}"


def parse(
    chunks: Iterable[bytes],
    what: str,
    on_start: Mapping[str, Callable[[dict[str, str]], None]],
    on_end: Mapping[str, Callable[[], None]] | None = None,
) -> None:
    """Call the handlers of elements by their names; `what` names the document in messages.

    A handler's KeyError is a missing attribute, its ValueError or OverflowError a wrong value.

    Raises:
        MeshError: It is malformed, has a document type, is nested absurdly deep, or has an absurdly long tag
            or absurdly many.
    """
    from xml.parsers import expat  # noqa: PLC0415 - no start needs it

    parser = expat.ParserCreate(namespace_separator=_NAMESPACE_SEPARATOR)
    _watch(parser, what, on_start, on_end or {})
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _LONGEST_TOKEN_BYTES + len(chunk):
                raise MeshError(f"{what}: a tag or text is longer than {_LONGEST_TOKEN_BYTES:,} bytes")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise MeshError(f"{what} is malformed: {error}") from error
    except KeyError as error:
        raise MeshError(f"{what}, line {parser.CurrentLineNumber}: {error} is missing") from error
    except (LookupError, ValueError, OverflowError) as error:
        shown = str(error)[:_SHOWN_CHARACTERS]
        raise MeshError(f"{what}, line {parser.CurrentLineNumber}: {shown}") from error


def _watch(
    parser: expat.XMLParserType,
    what: str,
    on_start: Mapping[str, Callable[[dict[str, str]], None]],
    on_end: Mapping[str, Callable[[], None]],
) -> None:
    """Let the parser call the handlers, and refuse what no honest document has."""
    depth = elements = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > _DEEPEST:
            raise MeshError(f"{what}: elements are nested more than {_DEEPEST} deep")
        if elements > MAX_ELEMENTS:
            raise MeshError(f"{what} has more than {MAX_ELEMENTS:,} elements: simplify the model")
        if name in on_start:
            on_start[name](attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if name in on_end:
            on_end[name]()

    def refuse_document_type(*_declaration: object) -> None:
        raise MeshError(f"{what} has a document type declaration, which 3MF forbids")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse_document_type
