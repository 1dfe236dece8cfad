"""The options: each declared once, with the types of their values and the presets."""
