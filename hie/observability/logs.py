"""Logs: lines for people on a terminal, JSON lines elsewhere; always to the error stream.

https://www.structlog.org/en/stable/standard-library.html
"""

import logging
import sys

import structlog

_SHARED: list[structlog.typing.Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper("iso", utc=True),
]


def configure_logs(level: str) -> None:
    """Log from ``level`` (debug, info, warning, error) on; the standard library's loggers too."""
    renderer: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if sys.stderr.isatty()
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        [*_SHARED, *renderer],
        structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
            foreign_pre_chain=_SHARED,
        )
    )
    logging.basicConfig(level=number, handlers=[handler], force=True)
