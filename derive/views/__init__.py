"""A derivation as strings in sections and blocks, ready for a template of any format."""
