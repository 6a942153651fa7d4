"""ICSOE from the command line and from Python: the icsoe CLI and its SDK."""
