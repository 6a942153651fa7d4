"""From the wire to a command, nothing else."""
