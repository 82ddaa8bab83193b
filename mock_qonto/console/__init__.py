"""The control plane's web page."""
