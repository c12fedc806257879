"""Fit the packaged scores to what MT systems made of news, and measure them on other sentences."""
