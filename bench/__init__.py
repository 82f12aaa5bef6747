"""Figures of speed and size, printed as ratios within one run. See README.md beside this file."""
