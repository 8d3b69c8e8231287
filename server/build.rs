//! A new migration must reach the binary, which embeds them all.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
