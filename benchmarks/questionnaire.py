"""How many questions each way of asking needs, and how long the next screen takes to choose.

    python benchmarks/questionnaire.py --ratings DIR [--model dot-bias] [--draws 3]

On viewers the model has never seen: the learning curve of every way of asking as one table, then the time of the
first and of a later screen of the adaptive questions, in milliseconds.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import pandas as pd

from core.data.sources import load_folder
from core.evaluation.learning_curve import evaluate_questions, rows_of
from core.evaluation.settings import EvaluationSettings
from core.model.bundle import load_bundle
from core.profiles import Profile
from core.questionnaire import questionnaire

ROOT = Path(__file__).resolve().parents[1]
N_TIMED = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--model", default="dot-bias")
    parser.add_argument("--draws", type=int, default=3)
    options = parser.parse_args()
    bundle = load_bundle(ROOT / "models" / options.model)
    ratings = load_folder(options.ratings).ratings
    results = evaluate_questions(bundle, ratings, EvaluationSettings(n_draws=options.draws))
    table = pd.DataFrame(rows_of(results))
    print(table.pivot(index="strategy", columns="shown", values="ndcg_at_10").round(4).to_string())
    print(table.pivot(index="strategy", columns="shown", values="answered").round(1).to_string())
    ask = questionnaire(bundle)
    titles = ask.next_titles(Profile(), n=40)
    answered = Profile(dict.fromkeys(titles[::2], 9.0), not_seen=frozenset(titles[1::2]))
    for name, profile in (("first screen", Profile()), ("after 40 answers", answered)):
        started = time.perf_counter()
        for _ in range(N_TIMED):
            ask.next_titles(profile)
        print(f"{name}: {(time.perf_counter() - started) / N_TIMED * 1000:.2f} ms")


if __name__ == "__main__":
    main()
