"""What is said: statements in a text as typed claims, and how they stand against the estimates."""
