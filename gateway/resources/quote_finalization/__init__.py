"""Making a quote final, which is sending it for the first time: only a person does."""
