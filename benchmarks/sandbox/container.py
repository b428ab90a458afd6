"""coderl's Docker backend as a way: a zygote in a container that stays up."""

from __future__ import annotations

from coderl.sandbox.docker import DockerSandbox
from coderl.sandbox.zygote import ZygoteSandbox

from .cpu import CPUACCT, group_of
from .ways import Ours


class Container(Ours):
    """DockerSandbox: one container for each worker."""

    covers = "the caller and the containers; the engine has no part in a run"

    def __init__(self) -> None:
        super().__init__("docker", "coderl, Docker")

    def make(self) -> ZygoteSandbox:
        return DockerSandbox()

    def start(self, workers: int) -> None:
        super().start(workers)
        self.all_reaped = len(self.servers()) == len(self.sandboxes)
        groups = {group_of(pid) for pid in self.servers()} - {""}
        self.other_groups = [CPUACCT / group for group in groups]
        if not groups:
            self.covers = "the caller only: the control group of the containers cannot be seen"
