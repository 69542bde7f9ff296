"""Trainings as runs, each in a folder of its own that tells all there is to know of it, and evaluations likewise.

- ``folder``    the files of a run, their names and what is in them;  ``task``  what it is to do
- ``progress``  how far it came;  ``state``  what became of it
- ``process``   start, stop, resume: a run as a process of its own
- ``background``  a command as a process of its own that gives way;  ``evaluation``  an evaluation as such a process
- ``recorder``  what the process writes while it is at work;  ``training``  the work
"""
