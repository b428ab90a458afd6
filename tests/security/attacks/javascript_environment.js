// promise: a virtual machine has no environment of the caller
if (process.env.CODERL_TEST_SECRET) console.log("BREACH");
