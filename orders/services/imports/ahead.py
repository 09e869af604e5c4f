"""Read on while the database writes: the next batch is made in a thread of its own (W1b)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.conf import settings
from django.utils import translation

T = TypeVar("T")
_END: Any = object()


def read_ahead(source: Iterator[T]) -> Iterator[T]:
    """Yield what ``source`` yields, each made while the one before it is being used.

    Whatever it raises is raised here, in its place. It speaks the caller's language, and may not touch
    the database: a thread has a connection of its own. Who stops early waits for one item.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    with ThreadPoolExecutor(1, "read-ahead", translation.activate, (language,)) as reader:
        coming = reader.submit(next, source, _END)
        while (item := coming.result()) is not _END:
            coming = reader.submit(next, source, _END)
            yield item
