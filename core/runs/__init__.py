"""Trainings as runs, each in a folder of its own that tells all there is to know of it.

- ``folder``    the files of a run, their names and what is in them;  ``task``  what it is to do
- ``progress``  how far it came;  ``state``  what became of it
- ``process``   start, stop, resume: a run as a process of its own
- ``recorder``  what the process writes while it is at work;  ``training``  the work
"""
