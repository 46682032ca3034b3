"""Logs."""

from hie.observability.logs import configure_logs

__all__ = ["configure_logs"]
