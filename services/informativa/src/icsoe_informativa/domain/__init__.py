"""Pure rules of the informativa: what may be opened, sent, deleted."""
