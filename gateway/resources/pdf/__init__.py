"""The PDF of a final document of any kind, from Qonto or from the copy we kept."""
