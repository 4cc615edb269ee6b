"""Values and rules of the plan: no files, git, clock or terminal."""
