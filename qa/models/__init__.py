"""Models that come with the program: folders of weights, and the code that runs them elsewhere."""
