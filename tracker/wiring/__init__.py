"""The parts of the app, a subject each: every one joins screens to the workspace and keeps what it needs for that."""
