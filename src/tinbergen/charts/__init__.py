"""Descriptions of pictures, and how they are drawn as SVG or told in words."""
