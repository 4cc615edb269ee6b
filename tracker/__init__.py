"""The tracker of an administrative-reform plan kept as text in git."""
