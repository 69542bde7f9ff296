"""From loaded ratings to a bundle: the only part of the project that imports torch and fastai, and only when it runs.

Read ``fit`` first (the whole training in one page), then ``model`` (fastai's two models and their way into NumPy).

- ``config``      the settings, each with its reason;  ``options``  the same on the command line
- ``splits``      which rows a model learns from, which measure it
- ``watching``    what was watched, rated or not, as a few numbers that guide the factors
- ``data``        batches cut from memory
- ``watch``       what happens at each batch and epoch: report, stop, keep the best;  ``checkpoint``  to go on later
- ``machine``     devices, threads, several processes
- ``card``        what the bundle says of itself
- ``run``         a training in a folder of its own, as the command line and the Train page start it
"""
