"""The listado service."""
