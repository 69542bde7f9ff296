"""Training on ratings that stay on disk, by one process or by several that share the viewers.

Viewers are visited window by window. A window is some blocks of viewers, drawn at random, whose rows are shuffled
together; while it lasts, the model's table of viewers holds these alone. So a step costs what the window's viewers
cost, memory holds no rows but the window's, and a process needs nobody's viewers but its own.

- ``windows``   the rows of a window, and the order of windows;  ``batches``  the same as batches for fastai
- ``features``  side features, worked out where they are needed
- ``tables``    all viewers' own numbers, of which those of one window are in the model at a time
- ``group``     what several processes tell each other
- ``saved``     checkpoints of each process;  ``fit``  all together
"""
