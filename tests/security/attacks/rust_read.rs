// promise: a Rust program reads no file of the machine
fn main() {
    for path in ["/etc/passwd", "/proc/self/environ", "/etc/hostname"] {
        if std::fs::read(path).map(|data| !data.is_empty()).unwrap_or(false) {
            println!("BREACH {}", path);
        }
    }
    for path in ["/", "/home", "/usr/bin", "/tmp"] {
        if std::fs::read_dir(path).map(|names| names.count() > 0).unwrap_or(false) {
            println!("BREACH {}", path);
        }
    }
    if std::env::var("CODERL_TEST_SECRET").is_ok() {
        println!("BREACH environment");
    }
}
