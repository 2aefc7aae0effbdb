"""How fast it is, measured: `python -m benchmarks.pages` and `python -m benchmarks.browser`. Not part of the tests."""
