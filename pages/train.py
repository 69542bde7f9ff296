"""Train a model: choose ratings and settings, watch it learn, and look back at the runs there were."""

from __future__ import annotations

import streamlit as st

from core.runs.process import start
from core.runs.state import history
from ui.app import keys, library
from ui.app.formats import plain
from ui.app.ownership import Note, note_of, put_note
from ui.app.permissions import may, permissions
from ui.app.quotas import check_training
from ui.train.compared import draw_architectures, draw_comparison
from ui.train.form import choose_name, choose_settings
from ui.train.live import watch
from ui.train.past import draw_result
from ui.train.sources import choose_ratings
from ui.train.words import doing

st.title("Train")
st.markdown(
    "A model starts with next to nothing, guesses ratings, sees how far off it was and shifts its numbers a little, "
    "again and again. Start one here and watch its error fall below that of plain averages."
)

runs = history(library.RUNS)
at_work = next((run for run in runs if run.state == "running"), None)
ended = [run for run in runs if run.state != "running"]

if at_work:
    st.header(plain(doing(at_work)))
    watch(at_work, may_stop=permissions().owns(note_of("runs", at_work.folder.name).by))
else:
    st.header("A new model")
    ratings = choose_ratings() if may("train") else None
    if ratings:
        config = choose_settings()
        name = choose_name()
        with st.container(horizontal=True):
            begin = st.button(
                "Start training", type="primary", icon=":material/play_arrow:", disabled=name is None, key="train.start"
            )
            search = st.button(
                "Find a learning rate",
                icon=":material/search:",
                disabled=name is None,
                help="Tries a hundred learning rates on a copy of the model, in a few seconds; no model is saved.",
            )
        if name and (begin or search):
            check_training(name)
            run = start(library.RUNS, ratings, library.MODELS / name, config, lr_find=search)
            put_note("runs", run.folder.name, Note(permissions().key))
            if begin:
                put_note("models", name, Note(permissions().key))
                del st.session_state[keys.TRAIN_NAME]
            st.rerun()

past, compared, architectures = st.tabs(
    ["Runs so far", "Overlay runs", "Architectures"], key="look", bind="query-params"
)
if past.open:
    with past:
        draw_result(ended, may_resume=at_work is None)
if compared.open:
    with compared:
        draw_comparison(runs)
if architectures.open:
    with architectures:
        draw_architectures()
