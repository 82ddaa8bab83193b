"""`qonto-gateway doctor`: what is wrong, in one sentence, and the next step. It changes nothing anywhere."""
