"""A narrated walk through the main job and the five rules; every step is checked."""
