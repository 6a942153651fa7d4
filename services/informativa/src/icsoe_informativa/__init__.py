"""The informativa service."""
