"""The one place where the server's settings are declared.

Every option is documented in ``docs/configuration.md``; a test holds the two together.
"""

import sys
from pathlib import Path
from typing import Any, Literal, Self

from limits import parse
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _national_package() -> Path:
    """The national package of the checkout; of the environment where hie was installed from a wheel."""
    checkout = Path(__file__).resolve().parents[2] / "profiles" / "package"
    return checkout if checkout.is_dir() else Path(sys.prefix) / "share" / "hie" / "profiles"


class Settings(BaseSettings):
    """Settings of one server, read from ``HIE_…`` variables and from ``.env``."""

    model_config = SettingsConfigDict(
        env_prefix="HIE_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    data: Path = Field(default=Path("data"), description="Folder of the embedded database and of reports.")
    mongodb_uri: str | None = Field(
        default=None, description="URI of a replica set; when unset, the embedded mongod is started."
    )
    mongodb_database: str = Field(default="hie", description="Name of the database.")
    mongod: Path | None = Field(default=None, description="Path of the mongod binary to start.")
    mongod_cache_gb: float | None = Field(
        default=None,
        description="WiredTiger cache of the embedded mongod, in gigabytes; "
        "default is a third of the memory.",
        ge=0.25,
    )
    min_free_disk_mb: int = Field(
        default=500, description="Writes are refused below this free space of the data folder.", ge=0
    )
    package_cache: Path = Field(
        default=Path.home() / ".fhir" / "packages", description="The FHIR package cache."
    )
    package_registry: str | None = Field(
        default=None, description="URL of a FHIR package registry to install packages from."
    )
    national_package: Path = Field(
        default=_national_package(),
        description="Folder of the national package.",
    )
    cache: Path = Field(
        default=Path.home() / ".cache" / "hie", description="Folder of the compiled definitions."
    )
    profiles: Literal["national", "none"] = Field(
        default="national",
        description="national: hold every resource to its national profile; "
        "none: plain R4 and what a resource claims.",
    )
    unknown_profile: Literal["error", "warning", "ignore"] = Field(
        default="warning",
        description="What validation says of a claimed profile (`meta.profile`) that is not known.",
    )
    unknown_extension: Literal["error", "warning", "ignore"] = Field(
        default="warning",
        description="What validation says of an extension that is not known; "
        "a modifier extension that is not known is always an error.",
    )
    references: Literal["ignore", "warn", "error"] = Field(
        default="ignore",
        description="What a write does when it refers to a resource that is not stored here.",
    )
    workers: int = Field(default=0, description="Worker processes; 0 is one for each core.", ge=0)
    threads: int = Field(default=16, description="Threads of a worker.", ge=1)
    max_connections: int = Field(
        default=10_000, description="Open connections of a worker; those beyond wait to be accepted.", ge=1
    )
    base_url: str | None = Field(
        default=None, description="FHIR base URL that clients see; default is the request's own host."
    )
    max_body_mb: int = Field(default=50, description="Largest request body, in megabytes.", ge=1)
    cors_origins: str | None = Field(
        default=None,
        description="Origins of web pages that may use the API from a browser, separated by commas; "
        "`*` for all.",
    )
    rate_limit: str | None = Field(
        default=None,
        description="How often one address may ask a worker, such as `100/second` or `6000/minute`; "
        "more get 429.",
    )
    default_count: int = Field(default=20, description="Page size when _count is absent.", ge=1)
    max_count: int = Field(default=1000, description="Largest page size.", ge=1)
    max_included: int = Field(
        default=5000,
        description="Largest number of resources that _include and _revinclude add to a page.",
        ge=1,
    )
    max_linked: int = Field(
        default=10_000,
        description="Largest number of resources that a link of a chained search or of _has goes through.",
        ge=1,
    )
    max_transaction_entries: int = Field(
        default=5000, description="Largest number of entries in a transaction or batch.", ge=1
    )
    max_conditional_delete: int = Field(
        default=500, description="Largest `_count` of a conditional delete: resources deleted at once.", ge=1
    )
    require_if_match: bool = Field(
        default=False,
        description="Whether a change of a stored resource must name the version it is based on (If-Match); "
        "others get 428.",
    )
    transactions_at_once: int = Field(
        default=4, description="Transactions that a worker runs at once; more get 503.", ge=1
    )
    cursor_key: str | None = Field(
        default=None,
        description="Secret that encrypts paging cursors, then older ones that still open them, separated "
        "by spaces; default are secrets that the server makes and keeps in the database.",
        min_length=1,
    )
    cursor_key_hours: int = Field(
        default=24,
        description="A secret of paging cursors in the database is used so long; 0: for ever.",
        ge=0,
    )
    cursor_valid_hours: int = Field(
        default=72, description="Links to pages stay valid so long after their secret was replaced.", ge=1
    )
    max_scan: int = Field(
        default=100_000,
        description="A search that no index narrows, or whose results must be sorted, looks at so many "
        "resources at the most; others are refused.",
        ge=0,
    )
    full_text: Literal["on", "off"] = Field(
        default="on", description="Whether the words of what is written are kept, for `_text` and `_content`."
    )
    explain: Literal["on", "off"] = Field(
        default="on", description="Whether `_explain=true` tells how a search was carried out."
    )
    language: Literal["uk", "en"] = Field(
        default="uk", description="Language of messages when the client names none."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severity that is logged."
    )

    @field_validator("rate_limit")
    @classmethod
    def _is_rate(cls, text: str | None) -> str | None:
        if text is not None:
            parse(text)  # Raises ValueError, which says what cannot be read.
        return text

    @classmethod
    def given(cls, **options: Any) -> Self:
        """The settings, with those ``options`` in their place that are not None."""
        return cls(**{name: value for name, value in options.items() if value is not None})
