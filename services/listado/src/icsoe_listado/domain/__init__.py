"""Pure rules: what a list says, and what makes a return inconsistent."""
