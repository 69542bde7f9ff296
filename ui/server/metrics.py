"""What a Prometheus reads of this server: its own counts, and how full its folders are."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from streamlit.runtime import get_instance
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY

from core.runs.state import running
from ui.app import library
from ui.app.address import path_of
from ui.app.metrics import REGISTRY
from ui.app.quotas import size

ADDRESS = "metrics"


class Now(Collector):
    """What is looked up when it is asked for."""

    def describe(self) -> list[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("explorer_sessions", "Open sessions.", _sessions())
        yield GaugeMetricFamily("explorer_trainings", "Trainings at work.", int(running(library.RUNS) is not None))
        yield GaugeMetricFamily("explorer_models", "Models that can be opened.", len(library.bundle_names()))
        kept = GaugeMetricFamily("explorer_kept_bytes", "Size of what is kept, by folder.", labels=["folder"])
        for name, folder in (("data", library.DATA), ("runs", library.RUNS), ("models", library.MODELS)):
            kept.add_metric([name], size(folder))
        yield kept


def routes() -> list[BaseRoute]:
    """The address that a Prometheus asks."""
    REGISTRY.register(Now())

    def answer(_: Request) -> Response:
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return [Route(path_of(ADDRESS), answer)]


def _sessions() -> float:
    stats = get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])
    return sum(getattr(stat, "value", 0) for family in stats.values() for stat in family)
