"""What the service can do: one file per command, queries, ports."""
