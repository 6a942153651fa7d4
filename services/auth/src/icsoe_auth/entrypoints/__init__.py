"""Wire to command, nothing else."""
