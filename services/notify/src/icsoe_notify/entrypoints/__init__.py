"""Wire → command, nothing else."""
