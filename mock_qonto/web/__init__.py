"""HTTP over the engine: reading against the contract, replying, and what guards the door."""
