"""Bundles that are carried out: batch and transaction."""

from hie.bundles.links import rewritten
from hie.bundles.process import process_bundle

__all__ = ["process_bundle", "rewritten"]
