"""What each section of the page holds: one module for a group of sections, data in, template values out."""
