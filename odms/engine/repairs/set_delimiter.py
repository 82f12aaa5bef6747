"""Part the text's records by the mark that the steward names."""

PARAMETERS = {"delimiter": ",|;|\t||| |:"}
