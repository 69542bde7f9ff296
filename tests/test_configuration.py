"""What the configuration file asks of Streamlit."""

from __future__ import annotations

import tomllib
from pathlib import Path

from streamlit.config import get_config_options

CONFIG = tomllib.loads((Path(__file__).resolve().parents[1] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_the_first_start_asks_nothing_and_tells_nobody() -> None:
    assert CONFIG["server"]["showEmailPrompt"] is False
    assert CONFIG["browser"]["gatherUsageStats"] is False


def test_only_this_machine_reaches_the_server_unless_somebody_says_otherwise() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"


def test_no_session_waits_while_all_garbage_is_collected_after_each_run_of_another() -> None:
    assert CONFIG["runner"]["postScriptGC"] is False


def test_streamlit_still_knows_every_setting_of_the_configuration_file() -> None:
    named = [f"{section}.{name}" for section in ("server", "runner", "browser", "client") for name in CONFIG[section]]
    assert [name for name in named if name not in get_config_options()] == []
