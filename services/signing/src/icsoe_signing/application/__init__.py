"""What signing can do: one file a command, ``queries`` for what is only read, ``ports`` for what it needs."""
