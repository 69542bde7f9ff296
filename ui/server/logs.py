"""The log as one JSON object a line, for those who collect logs; what an exception says stays out of it.

Messages of exceptions may quote what somebody brought. Their kind and the places in the code are enough to find them.
"""

from __future__ import annotations

import json
import logging
import os
import traceback
from datetime import UTC, datetime

FORMAT_VARIABLE = "ANIME_EXPLORER_LOG"
"""In the environment: ``json`` for this, else Streamlit's own lines."""


class JsonLines(logging.Formatter):
    """Time, level, logger, message and, where there is one, the kind and place of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": str(record.msg) if record.exc_info else record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)
            line["exception"] = type(error).__name__
            line["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False)


def set_up_logs() -> None:
    """Have all handlers of this process write JSON, where the environment asks for it."""
    if os.environ.get(FORMAT_VARIABLE) != "json":
        return
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in ("streamlit", "uvicorn")]
    for logger in (logging.root, *map(logging.getLogger, names)):
        for handler in logger.handlers:
            handler.setFormatter(JsonLines())
