"""The read half of CKAN's Action API, as its clients and harvesters expect it."""
