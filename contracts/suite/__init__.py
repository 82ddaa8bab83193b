"""The conformance suite: behaviours that any bank or gateway of this kind must show, and what judges them."""
