"""Textual screens, dialogs and widgets: they show views and ask questions."""
