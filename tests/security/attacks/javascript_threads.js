// promise: the threads of a virtual machine are bounded
// limits: cpu_s=10 memory_bytes=4000000000
const { Worker } = require("worker_threads");
let online = 0;
for (let i = 0; i < 100; i++) {
  new Worker("setTimeout(() => {}, 3000)", { eval: true, resourceLimits: { stackSizeMb: 1 } })
    .on("online", () => {
      if (++online === 100) {
        console.log("BREACH");
        process.exit();
      }
    })
    .on("error", () => {});
}
