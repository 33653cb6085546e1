"""Following a student's own reasoning: each relation against the truth, and against what stands before it."""
