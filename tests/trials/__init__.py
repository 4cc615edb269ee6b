"""Trials: saves that are killed, crashed step by step, and made by many processes at once."""
