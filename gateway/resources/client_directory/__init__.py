"""Qonto's clients as the back office looks them up and adds to them."""
