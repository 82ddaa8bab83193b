"""The PDF of a final document: rules 4 and 5 of the house."""
