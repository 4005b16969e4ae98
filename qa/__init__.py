"""A question to a verified answer."""
