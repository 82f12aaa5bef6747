"""Voice: what people ask for, what they say of datasets, and what they answer when they are asked."""
