"""The pieces of the page *Train*: ratings to learn from, settings, the run at work, and the runs there were."""
