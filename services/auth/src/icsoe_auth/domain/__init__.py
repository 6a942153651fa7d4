"""The rules of entry: pure, no I/O."""
