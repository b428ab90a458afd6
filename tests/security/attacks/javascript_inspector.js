// promise: a virtual machine opens no debugger that others can reach
require("inspector").open(0, "127.0.0.1");
if (require("inspector").url()) console.log("BREACH");
process.exit();
