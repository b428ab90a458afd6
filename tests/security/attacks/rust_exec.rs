// promise: a Rust program starts no process and becomes no other program
use std::os::unix::process::CommandExt;
use std::process::Command;

fn main() {
    let _ = Command::new("/bin/echo").arg("BREACH").status();
    let _ = Command::new("/bin/echo").arg("BREACH").exec();
}
