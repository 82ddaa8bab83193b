"""`make mutmut`: every small change a machine can think of, and whether a test notices."""
