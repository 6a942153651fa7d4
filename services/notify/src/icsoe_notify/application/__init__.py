"""Commands of notify, one file each."""
