// promise: a virtual machine signals no other process
const world = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const pid of [world.victim, process.ppid]) {
  try {
    process.kill(pid, 0);
    console.log("BREACH", pid);
  } catch {}
}
