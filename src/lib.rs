//! `kdm` compiles what people write about Kubernetes distributions into the `data.json` that every
//! Rancher, RKE, channelserver and hangar in the field reads.
//!
//! A wrong byte there breaks other people's clusters, silently. So the house is drawn by its rooms, from the ground floor
//! up. A room imports only rooms above its own line here, and no two files import each other (see `tests/it/house.rs`).

// What is wrong with the data: rules, findings, places, and how a finding counts.
pub mod diagnostic;

// Text in, values with their places out.
pub mod source;

// What was written (`Catalog`), what ships (`Metadata`), and their parts.
pub mod model;

// Which files there are, and what for.
pub mod repository;

// What the programs that read data.json do with it. Each rule is written once, with the function of theirs that it follows.
pub mod consumer;

// From what was written to what ships.
pub mod pass;

// The bytes that other programs read.
pub mod emit;

// What a change does to clusters. It compares what would be written, so it stands above `emit`.
pub mod diff;

// What consumers make of a build: one question, one answer.
pub mod show;

// Whether a build may ship.
pub mod lint;

// To disk, whole or not at all.
pub mod output;

// Where consumers fetch a build: object storage, or a folder that a server shows. The one room that touches the network.
#[cfg(feature = "publish")]
pub mod publish;

// Text in, text out, everything else in the file stays.
pub mod edit;

// What people and programs read on a screen, in an annotation, in a comment.
pub mod report;

// The forms of the files that people write and of the answers that programs read.
pub mod schema;

// What an editor asks of a text that people write.
pub mod editor;

// The commands.
pub mod cli;
