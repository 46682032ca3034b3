"""The FHIR REST API over HTTP."""

from hie.rest.matching import router
from hie.rest.mount import FhirMount
from hie.rest.pipeline import Pipeline
from hie.rest.routes import ROUTES, Route

__all__ = ["ROUTES", "FhirMount", "Pipeline", "Route", "router"]
