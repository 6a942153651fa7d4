"""What listado can do: one file per command."""
