"""FHIR operation $graphql: what is read, what is checked, and how it is carried out.

https://hl7.org/fhir/R4/graphql.html
"""

from hie.interactions import Exchange, Request, Response


def graphql(exchange: Exchange, request: Request) -> Response:
    """As :func:`hie.operations.graphql.operation.graphql`."""
    # The library takes a fifth of a second to load: only a server that is asked in GraphQL pays for it.
    from hie.operations.graphql import operation  # noqa: PLC0415

    return operation.graphql(exchange, request)


__all__ = ["graphql"]
