"""Two editions compared, for whoever wrote a client for one of them and is about to meet the other."""
