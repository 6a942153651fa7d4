"""The rules of signing: pure, without clock, database or network."""
