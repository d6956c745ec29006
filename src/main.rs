//! The `zhixin` command: hands its arguments to the command line room.
fn main() {}
