// promise: the memory of a virtual machine is bounded, in shared buffers of its threads too
const kept = [];
for (let i = 0; i < 4; i++) kept.push(new Uint8Array(new SharedArrayBuffer(100 << 20)).fill(1));
console.log("BREACH");
