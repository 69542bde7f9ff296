"""What a trained model learnt: likeness, maps, biases, viewers, and two models side by side."""
