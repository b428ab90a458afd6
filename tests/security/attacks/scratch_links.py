# promise: a link in the scratch folder leads the driver nowhere
# scratch: yes
# collect: link folder/passwd
# files: folder/
import contextlib
import os

with contextlib.suppress(OSError):
    os.symlink("/etc/passwd", "link")
with contextlib.suppress(OSError):
    os.rename("folder", "elsewhere")
    os.symlink("/etc", "folder")
