"""What the app is made from and under which terms, for the menu's About and the Overview."""

from __future__ import annotations

SOURCES = """
- **Ratings and catalog** of the models that come with it: a sample of
  [Anime Recommendations Database](https://www.kaggle.com/datasets/CooperUnion/anime-recommendations-database), which
  holds what viewers of [MyAnimeList](https://myanimelist.net) published.
- **Names, years, ids and streaming sites** of titles:
  [bangumi-data](https://github.com/bangumi-data/bangumi-data), used under
  [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/) and changed: reduced, and joined with the two below.
- **Ids at AniList, Annict and Syobocal**: [@kawaiioverflow/arm](https://github.com/kawaiioverflow/arm), MIT licence.
- **English and short names of the best known**: looked through by hand, each with where it was checked
  (`core/data/titles/names.tsv`).
- **More names, years and covers**, where this server's owner brought them:
  [anime-offline-database](https://github.com/manami-project/anime-offline-database), used under the
  [Open Database License](https://opendatacommons.org/licenses/odbl/1-0/).

Titles belong to their owners. The app itself is under the Apache License 2.0; `NOTICE` beside it has all terms in full.
"""
"""Where the data comes from, as Markdown."""

MENU = f"**Anime explorer** shows what a collaborative-filtering model learnt about anime.\n\n{SOURCES}"
"""The text behind About in the page's menu."""
