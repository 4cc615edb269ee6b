"""Where the plan is kept: the only code that touches TOML, files and git."""
