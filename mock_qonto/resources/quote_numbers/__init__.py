"""The numbers quotes have borne: nothing gives one back."""
