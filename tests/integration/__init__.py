"""The plugin beside other programs: editors, hooks, services, the benchmarks' peers.

These tests look at processes from outside, the same with every version of Python and flake8, and
coverage, which would double what they cost, is not measured.
"""
