"""The one place where the server's settings are declared.

Every option is documented in ``docs/configuration.md``; a test holds the two together.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one server, read from ``HIE_…`` variables and from ``.env``."""

    model_config = SettingsConfigDict(
        env_prefix="HIE_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    data: Path = Field(Path("data"), description="Folder of the embedded database and of reports.")
    mongodb_uri: str | None = Field(
        None, description="URI of a replica set; when unset, the embedded mongod is started."
    )
    mongodb_database: str = Field("hie", description="Name of the database.")
    mongod: Path | None = Field(None, description="Path of the mongod binary to start.")
    mongod_cache_gb: float = Field(
        0.5, description="WiredTiger cache of the embedded mongod, in gigabytes.", ge=0.25
    )
    min_free_disk_mb: int = Field(
        500, description="Writes are refused below this free space of the data folder.", ge=0
    )
    packages: Path = Field(
        Path.home() / ".fhir" / "packages", description="The FHIR package cache."
    )
    package_registry: str | None = Field(
        None, description="URL of a FHIR package registry to install packages from."
    )
    cache: Path = Field(
        Path.home() / ".cache" / "hie", description="Folder of the compiled definitions."
    )
    profiles: Literal["national", "none"] = Field(
        "national",
        description="national: hold every resource to its national profile; "
        "none: plain R4 and what a resource claims.",
    )
    base_url: str | None = Field(
        None, description="FHIR base URL that clients see; default is the request's own host."
    )
    max_body_mb: int = Field(50, description="Largest request body, in megabytes.", ge=1)
    default_count: int = Field(20, description="Page size when _count is absent.", ge=1)
    max_count: int = Field(1000, description="Largest page size.", ge=1)
    max_transaction_entries: int = Field(
        5000, description="Largest number of entries in a transaction or batch.", ge=1
    )
    transactions_at_once: int = Field(
        4, description="Transactions that a worker runs at once; more get 503.", ge=1
    )
    cursor_key: str | None = Field(
        None,
        description="Secret that encrypts paging cursors; default is made once and kept "
        "in the database.",
    )
    language: Literal["uk", "en"] = Field(
        "uk", description="Language of messages when the client names none."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severity that is logged."
    )
