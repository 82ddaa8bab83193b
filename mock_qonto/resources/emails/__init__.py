"""The outbox: every e-mail the bank would have sent."""
