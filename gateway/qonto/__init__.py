"""How the gateway talks to Qonto: one client, an onion with named skins (see client.py)."""
