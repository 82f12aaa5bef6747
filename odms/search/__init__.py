"""Search: index, words, ranking, suggestions."""
