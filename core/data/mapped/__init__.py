"""Ratings of any number, on disk in the order of their viewers: made once, then read a block of viewers at a time.

- ``folder``   what such a folder holds, and reading it
- ``parts``    the files that it is made from;  ``parquet``  those of them that are Parquet
- ``sorting``  rows put into the order of their viewers, on disk
- ``convert``  from the files to the folder
"""
