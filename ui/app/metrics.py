"""What is counted of the work that this server's process does: numbers alone, nothing of anybody."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()

ANSWERS = Counter("explorer_answers", "Changes that people made to their answers.", registry=REGISTRY)
LISTS = Histogram("explorer_list_seconds", "Fold-in and ranking of one list.", registry=REGISTRY)
QUESTIONS = Histogram("explorer_question_seconds", "Choice of the next titles to ask about.", registry=REGISTRY)
ERRORS = Counter("explorer_errors", "Errors that people were told, by kind.", ["kind"], registry=REGISTRY)
REFUSED = Counter("explorer_uploads_refused", "Uploads that were not taken, by status.", ["status"], registry=REGISTRY)
