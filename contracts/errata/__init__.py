"""Errata for the owner of the guide: what Qonto documents today that the guide says otherwise."""
