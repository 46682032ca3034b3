"""Validation of resources: base types, profiles, invariants, bindings."""

from hie.validation.validator import Validator

__all__ = ["Validator"]
