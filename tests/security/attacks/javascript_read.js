// promise: a virtual machine reads no file of the machine but its own
const fs = require("fs");
for (const path of ["/etc/passwd", "/proc/self/environ", "/proc/1/cmdline", "/etc/hostname"]) {
  try {
    if (fs.readFileSync(path).length) console.log("BREACH", path);
  } catch {}
}
for (const path of ["/", "/home", "/root", "/tmp", "/usr/bin", "/proc", ".."]) {
  try {
    if (fs.readdirSync(path).length) console.log("BREACH", path);
  } catch {}
}
