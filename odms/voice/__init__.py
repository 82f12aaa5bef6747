"""Voice: what people ask for, what they say of datasets, and one questionnaire."""
