// promise: a Rust program has no network
use std::net::{TcpListener, UdpSocket};
use std::os::unix::net::UnixStream;

fn main() {
    if TcpListener::bind("127.0.0.1:0").is_ok() {
        println!("BREACH tcp");
    }
    if UdpSocket::bind("127.0.0.1:0").is_ok() {
        println!("BREACH udp");
    }
    if UnixStream::connect("/run/dbus/system_bus_socket").is_ok() {
        println!("BREACH unix");
    }
}
