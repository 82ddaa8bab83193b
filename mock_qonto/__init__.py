"""A Qonto bank that runs on one's own machine."""

__version__ = "0.1.0"
