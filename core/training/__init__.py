"""From loaded ratings to a bundle: the only part of the project that imports torch and fastai, and only when it runs.

Read ``fit`` first (the whole training in one page), then ``model`` (fastai's two models and their way into NumPy).

- ``config``         the settings, each with its reason and all that is known of it;  ``settings``  what that can be
- ``cli_options``    the same settings on the command line
- ``side_features``  what was watched, rated or not, as a few numbers that steer the factors
- ``batches``        batches cut from memory
- ``learner``        fastai's learner, put together;  ``lr_finder``  its search for a learning rate
- ``callbacks``      what happens at each batch and epoch: tell, stop, keep the best
- ``progress``       the lines that are told;  ``checkpoint``  what is kept to go on later
- ``estimate``       how far it is and how long it takes;  ``moving_embedding``  how titles move meanwhile
- ``devices``        processor or GPU, threads, several processes
- ``summary``        what the bundle says of itself
"""
