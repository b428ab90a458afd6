"""Ten thousand runs through one sandbox: nothing may be left behind, and nothing may grow.

`python -m benchmarks.soak --runs 10000` mixes programs of every end, checks each outcome, and looks
at processes, descriptors, mounts, control groups, files and memory while it goes. It exits with 1
on a leak or a wrong outcome.
"""
