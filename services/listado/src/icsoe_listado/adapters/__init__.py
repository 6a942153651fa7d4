"""The ports on PostgreSQL, and the files themselves."""
