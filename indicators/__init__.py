"""Satisfaction as numbers: pure functions from counts to values, intervals and what may be published."""
