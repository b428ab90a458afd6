// promise: a virtual machine starts no process and becomes no other program
const { spawnSync, execFileSync } = require("child_process");
spawnSync("/bin/echo", ["BREACH"], { stdio: "inherit" });
try {
  execFileSync("/bin/sh", ["-c", "echo BREACH"], { stdio: "inherit" });
} catch {}
