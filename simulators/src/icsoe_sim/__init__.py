"""What an outsider cannot have, marked PRUEBA: a SAT-like CA, padrones, an SMTP inbox."""
