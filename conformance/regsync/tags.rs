//! The Rust side of `conformance/regsync`: a regsync.yaml with the tags that stand on standard input, one a line, all of one
//! source.

use std::io::{Read, Write};

use kdm::{
    consumer::{MirroredTag, Regsync},
    emit::{RegsyncStyle, render_regsync},
};

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let tags = text.lines().map(|tag| (tag, MirroredTag::default())).collect();
    let regsync = Regsync { sources: [("docker.io/rancher/tags".to_owned(), tags)].into() };
    std::io::stdout().write_all(render_regsync(&regsync, RegsyncStyle::Quoted).as_bytes())
}
