// promise: a virtual machine has no network
const world = JSON.parse(require("fs").readFileSync(0, "utf8"));
const net = require("net");
for (const options of [{ port: world.tcp, host: "127.0.0.1" }]) {
  net.connect(options, () => console.log("BREACH", options)).on("error", () => {});
}
require("dgram").createSocket("udp4").on("error", () => {})
  .send("x", world.udp, "127.0.0.1", (error) => error || console.log("BREACH udp"));
net.createServer().on("error", () => {}).listen(0, "127.0.0.1", () => console.log("BREACH"));
setTimeout(() => process.exit(), 500);
