"""What a gateway without data of its own starts with, in mock mode only."""
