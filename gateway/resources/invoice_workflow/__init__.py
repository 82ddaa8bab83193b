"""From a draft to a paid invoice, except finality."""
