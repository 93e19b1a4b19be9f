"""Logs as lines of JSON that name no person: routes, numbers of rows, codes and times only.

A sentence of ours or of a library is written as its template: what was filled in may be a name.
Of an error its kind and its place are kept; its message may quote the row that was refused.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
LONG_NUMBER = re.compile(r"\+?\d(?:[\s.-]?\d){5,}")
QUERY = re.compile(r"\?[^\s\"']*")
LONGEST = 300
Trouble = tuple[type[BaseException], BaseException, TracebackType | None]


def set_up(*, readable: bool, quiet: bool = False) -> dict[str, Any]:
    """Tell structlog how lines look, and give Django its LOGGING: JSON, or columns to read.

    `quiet` says only what went wrong: in a terminal a line for each request hides the address.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if readable
        else [impersonal, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    # `impersonal` reads the record itself, so it stands before that is taken out.
    ends = [*last[:-1], structlog.stdlib.ProcessorFormatter.remove_processors_meta, last[-1]]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": ends,
        "foreign_pre_chain": shared,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "klinik": {"level": "WARNING" if quiet else "INFO"},
            "django.request": {"level": "ERROR"},
            "axes": {"level": "ERROR"},
        },
    }


def impersonal(logger: Any, method: str, line: EventDict) -> EventDict:
    """Leave nothing of a person in a line: templates without their words, errors without theirs."""
    record = line.get("_record")
    if not line.get("_from_structlog") and isinstance(record, logging.LogRecord):
        line["event"] = masked(str(record.msg))
        route = getattr(getattr(record, "request", None), "resolver_match", None)
        if route is not None:
            line["route"] = route.view_name
    trouble = line.pop("exc_info", None) or getattr(record, "exc_info", None)
    if trouble:
        line["error"] = list(places(trouble))
    line.pop("stack_info", None)
    return line


def masked(text: str) -> str:
    """A sentence without e-mail addresses, long numbers and what follows a question mark."""
    for pattern in (QUERY, ADDRESS, LONG_NUMBER):
        text = pattern.sub("…", text)
    return text[:LONGEST]


def places(trouble: Trouble) -> Iterator[str]:
    """Where an error happened and what kind it was, the cause first; never what it said."""
    error: BaseException | None = trouble[1]
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    for one in reversed(chain):
        for frame in traceback.extract_tb(one.__traceback__):
            yield f"{frame.filename}:{frame.lineno} {frame.name}"
        yield f"{type(one).__module__}.{type(one).__qualname__}"


def note(**facts: int | str) -> None:
    """Put facts on every line that follows in this request or job: numbers of rows, never names."""
    structlog.contextvars.bind_contextvars(**facts)
