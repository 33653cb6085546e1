"""What SymPy says: derivatives in index notation, and the whole network for a second time."""
