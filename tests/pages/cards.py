"""The cards of *For you* in a page that runs without a browser: what they say, and what a click on one sends."""

from __future__ import annotations

import json
import re
from html import unescape

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

NEW, NEXT = "your-list", "go-on"
"""The lists of what is new and of what to go on with."""


def shown(page: AppTest, key: str = NEW) -> list[int]:
    """The titles of a list, in order."""
    return [int(anime_id) for anime_id in re.findall(r'class="card" data-id="(\d+)"', _told(page, key)["cards"])]


def said(page: AppTest) -> str:
    """The words of both lists and of what is open there, a line each; titles in sentences as *titles*."""
    told = [_told(page, key) for key in (NEW, NEXT)]
    lines = re.sub(r"<br>|</?(?:p|div)\b[^>]*>", "\n", "".join(one["cards"] + one["why"] for one in told))
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"</?em>", "*", lines)))


def choices(page: AppTest) -> dict[int, str | None]:
    """The titles whose answers can be changed in what is open over a card, and their answers."""
    found = re.findall(r'data-about="(\d+)" aria-pressed="(true|false)">([^<]*)<', _told(page, NEW)["why"])
    return dict.fromkeys((int(about) for about, *_ in found)) | {
        int(about): choice for about, is_pressed, choice in found if is_pressed == "true"
    }


def click(page: AppTest, act: str, anime_id: int, choice: str | None = None, key: str = NEW) -> AppTest:
    """Send what a browser does when something of a card is clicked, and run the page."""
    states = page._tree.get_widget_states()
    sent = [{"event": "act", "value": {"act": act, "id": anime_id, "choice": choice}}]
    component = _component(page, key)
    assert component
    states.widgets.append(WidgetState(id=_make_trigger_id(component.id, "events"), json_trigger_value=json.dumps(sent)))
    return page._run(states)


def _told(page: AppTest, key: str) -> dict[str, str]:
    component = _component(page, key)
    return json.loads(component.json) if component else {"cards": "", "why": ""}


def _component(page: AppTest, key: str) -> BidiComponent | None:
    protos = [element.proto for element in page.get("bidi_component")]
    return next((proto for proto in protos if proto.id.endswith(f"-{key}")), None)
