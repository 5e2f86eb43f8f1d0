"""What people read: the page, its charts, a summary for a terminal."""
