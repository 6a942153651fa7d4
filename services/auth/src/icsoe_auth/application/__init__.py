"""What auth can do: one file per command."""
