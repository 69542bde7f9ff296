"""How good lists, ratings and questions are, measured on viewers the model has never seen."""
