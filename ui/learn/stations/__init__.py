"""The stations of the course, one a file; ``ui.learn.course`` puts them in order."""
