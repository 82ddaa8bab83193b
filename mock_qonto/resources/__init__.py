"""One folder per resource of the bank: its records and rules (`model.py`), its endpoints (`api.py`)."""
