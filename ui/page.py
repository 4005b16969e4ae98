"""The page."""

from __future__ import annotations

from fastapi import FastAPI

from ui.opening import Opening


def mount_page(app: FastAPI, opening: Opening) -> None:
    """Mount the page."""
