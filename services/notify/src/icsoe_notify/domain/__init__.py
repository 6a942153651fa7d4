"""Rules of a mail, without I/O."""
