// promise: the memory of a virtual machine is bounded, outside its heap too
const kept = [];
for (let i = 0; i < 400; i++) kept.push(Buffer.alloc(1 << 20, 1));
console.log("BREACH");
