"""How it looks: layouts as data, their frozen versions, and the renderer."""
