"""How the process is set up: environment variables that begin with `SMARKETING_`, and nothing else.

What a team decides (time zone, currency, deadlines) is no matter of the process: it is in the
workspace's own `setting` table, see `smarketing.workspace`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from smarketing.errors import SettingError


class Settings(BaseSettings):
    """The environment, checked. The README's table of settings is made from these descriptions."""

    model_config = SettingsConfigDict(env_prefix="SMARKETING_", frozen=True)

    data_folder: Path = Field(
        default=Path(platformdirs.user_data_dir("smarketing", appauthor=False)),
        description="Where the SQLite databases are kept (your own workspace and the sample company).",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="Your workspace's database, for a team: `postgresql+psycopg://user:password@host/name`. "
        "Without it, a SQLite file in the data folder.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged: DEBUG, INFO, WARNING or ERROR."
    )
    allowed_hosts: str = Field(
        default="",
        description="Host names that the app may be reached under, with commas between them; empty: this machine only "
        "(localhost) and whatever address the server listens on.",
    )
    alerts_to: SecretStr | None = Field(
        default=None,
        description="Where `alerts` are sent: addresses as Apprise writes them, with spaces between them: "
        "`mailtos://user:password@example.com?to=team@example.com slack://…`. They hold secrets.",
    )
    minutes_to: SecretStr | None = Field(
        default=None,
        description="Where `minutes --mail` sends a closed meeting's minutes, written like SMARKETING_ALERTS_TO.",
    )

    @property
    def workspace_url(self) -> str:
        """The SQLAlchemy URL of the team's own workspace. May hold a password: never log it."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_folder / 'workspace.db'}"


@cache
def settings() -> Settings:
    """The settings of this process, read once. Raises SettingError in words a person can act on."""
    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(f"SMARKETING_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise SettingError(f"A setting can't be read: {names}.", advice="Mend or unset the variable.") from None
