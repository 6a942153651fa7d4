"""Pure rules of the contratista: what must be complete before it may capture."""
