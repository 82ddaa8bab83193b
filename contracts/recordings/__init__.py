"""
Recordings: what was said to Qonto and what it answered, as HAR 1.2, without a secret or a person in it.

What may stay is listed (`staying.py`); everything else is replaced by a pseudonym of the same shape before it
gets anywhere near a file. HAR files of others, a browser's for instance, are read too.
"""
