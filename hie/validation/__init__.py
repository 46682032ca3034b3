"""Validation of resources: base types, profiles, invariants, bindings."""

from hie.validation.parameters import check_parameters
from hie.validation.policy import Policy
from hie.validation.validator import Validator

__all__ = ["Policy", "Validator", "check_parameters"]
