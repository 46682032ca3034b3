"""The pages for people."""

from hie.web.pages import pages

__all__ = ["pages"]
