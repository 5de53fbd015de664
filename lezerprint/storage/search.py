"""Search in file names, with the same hits on both databases.

A name is cut into words here, not by the databases, whose own cutters differ: PostgreSQL indexes the words
as they stand (GIN), and so does SQLite (FTS5, whose `ascii` tokenizer leaves letters beyond ASCII alone).
Every word of a query must begin a word of the name. Whoever changes how names are cut adds a step of
the schema that fills `search_words` anew.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from peewee import SQL

if TYPE_CHECKING:
    from peewee import ColumnBase, Field

_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST_WORD: Final = 64
_WORDS_OF_A_NAME: Final = 256
_WORDS_OF_A_QUERY: Final = 16


def words_of(text: str) -> list[str]:
    """The words in the order of the text: cut at punctuation, without case and accents, cut to length."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word[:_LONGEST_WORD] for word in _WORD.findall(letters)]


def search_words(name: str) -> str:
    """What is indexed of a name: its words, each once, between blanks."""
    return " ".join(list(dict.fromkeys(words_of(name)))[:_WORDS_OF_A_NAME])


def matching(id_field: Field[Any], query: str, *, postgresql: bool) -> ColumnBase:
    """The condition that a file matches a query; what has no words in it matches nothing.

    Args:
        id_field: `File.id`.
        query: What a user typed; an empty one is no search, and is not for here.
        postgresql: Whether the condition is for PostgreSQL.
    """
    words = list(dict.fromkeys(words_of(query)))[:_WORDS_OF_A_QUERY]
    if not words:
        return SQL("1 = 0")
    if postgresql:
        wanted = " & ".join(f"'{word}':*" for word in words)
        # As the index has it, or PostgreSQL does not use it.
        return SQL("array_to_tsvector(string_to_array(search_words, ' ')) @@ CAST(%s AS tsquery)", (wanted,))
    wanted = " AND ".join(f'"{word}"*' for word in words)
    return id_field.in_(SQL("(SELECT file_id FROM file_search WHERE file_search MATCH ?)", (wanted,)))
