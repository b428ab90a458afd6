"""The other side of the sandbox: standard library only, and no import of coderl.

A freshly exec'ed interpreter loads this folder as the package `coderl_inside`. One process after
the other takes over, each with fewer rights than the last:

    keeper   outside every namespace; notices the caller's death and leaves nothing behind
    zygote   inside the namespaces and the private root; warm; forks one driver per session
    driver   holds one program; forks one run per input, watches its limits, reports what happened
    run      the hostile one: every privilege dropped, seccomp last
"""
