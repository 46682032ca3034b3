"""A synthetic population that satisfies the Ukrainian profiles: no record is of a real person."""

from hie.demo.population import bundles

__all__ = ["bundles"]
