"""Settings of the server."""

from hie.config.settings import Settings

__all__ = ["Settings"]
