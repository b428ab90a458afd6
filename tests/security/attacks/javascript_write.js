// promise: a virtual machine writes no file, its own program neither
const fs = require("fs");
const world = JSON.parse(fs.readFileSync(0, "utf8"));
for (const path of [world.late, world.owned, __filename, "left", "/tmp/coderl-left"]) {
  try {
    fs.writeFileSync(path, "x", { flag: "a" });
    console.log("BREACH", path);
  } catch {}
}
try {
  fs.chmodSync(world.owned, 0o777);
  console.log("BREACH mode");
} catch {}
try {
  fs.mkdirSync("folder");
  console.log("BREACH folder");
} catch {}
