"""The pieces of the page *For you*: questions, list, cards, a person's answers and where they are kept."""
