// promise: the threads of a Rust program are bounded
use std::time::Duration;

fn main() {
    let mut started = 0;
    for _ in 0..600 {
        let thread = std::thread::Builder::new().stack_size(65536);
        started += thread.spawn(|| std::thread::sleep(Duration::from_secs(1))).is_ok() as i32;
    }
    if started == 600 {
        println!("BREACH");
    }
}
