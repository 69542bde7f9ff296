"""Addresses of the app on its server."""

from __future__ import annotations

import streamlit as st


def path_of(address: str) -> str:
    """The path of one of the app's addresses: "/for_you", or "/explorer/for_you" below a path of its own."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"/{base}/{address}" if base else f"/{address}"
