"""The Scoreboard page: how good each recommender's lists are for viewers that no model has seen."""
