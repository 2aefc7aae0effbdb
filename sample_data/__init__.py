"""The sample company: Halden Sensorik, which does not exist, and its two years of leads.

`story` says what is true of it, `generate` makes it. Nothing here is imported by the product; the CSV
files beside this module are what a fresh install opens.
"""
