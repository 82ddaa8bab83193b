"""The five rules and the business rules, each with its source and a check that reads it off a journal."""
