"""From a draft to a number: asked of a person, done once, written down whatever happens in between."""
