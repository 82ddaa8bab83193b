"""Ratios against bare Starlette, in one run: absolute numbers wander from machine to machine, ratios less."""
