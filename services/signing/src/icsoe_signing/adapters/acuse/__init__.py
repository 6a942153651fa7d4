"""The acuse: composed with typst, sealed with PAdES. See docs/architecture/acuse.md."""
