"""Measuring the tracker."""
