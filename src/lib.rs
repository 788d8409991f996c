//! `kdm` compiles what people write about Kubernetes distributions into the `data.json` that every
//! Rancher, RKE, channelserver and hangar in the field reads.
//!
//! A wrong byte there breaks other people's clusters, silently. So the pipeline is drawn by the modules,
//! in this order, and each phase has a type of its own:
//!
//! ```text
//! source   text in, values with byte spans out         source::Node
//! model    what was written, what ships                model::Catalog, model::Metadata
//! pass     the only way from the one to the other      pass::compile
//! lint     what must not ship                          Diagnostics
//! emit     the bytes                                   data.json
//! ```
//!
//! Beside it stand [`diff`] (what a change does to clusters), [`show`] (what consumers make of a build), [`repository`]
//! (which files there are, and which phase reads them), [`diagnostic`] (what is wrong with the data, and where) and
//! [`cli`] (the commands).
//! Nothing between `source` and `emit` touches disk, network or clock.

pub mod source;

pub mod model;

pub mod pass;

pub mod lint;

pub mod emit;

pub mod diff;

pub mod show;

pub mod repository;

pub mod diagnostic;

pub mod cli;
