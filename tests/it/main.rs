//! The tests of the whole program, as one binary with a module per area: linking a binary for each area took longer than
//! running them.

// A helper of tests may panic like a test.
#![allow(clippy::unwrap_used)]

mod bad_data_json;
mod bad_input;
mod bad_output;
mod beside;
mod book;
mod check;
mod checkout;
mod consistent;
mod decoupling;
mod diff;
mod diff_kinds;
mod diff_property;
mod faults;
mod generate;
mod golden;
mod golden_regex;
mod golden_semver;
mod hardening;
mod hostile;
mod house;
mod incidents;
mod init;
mod lines;
mod living;
#[cfg(feature = "lsp")]
mod lsp;
mod merge_driver;
mod mirror_list;
mod no_network;
mod os_image;
mod package;
mod page;
mod pin;
mod places;
mod prime;
mod prime_golden;
#[cfg(feature = "publish")]
mod publish;
mod regsync;
mod regsync_golden;
mod release;
mod release_golden;
mod release_property;
mod release_rke;
mod release_upstream;
mod revisions;
mod revisions_bad;
mod revisions_odd;
mod rules;
mod schema;
mod show;
mod support;
mod tag;
mod tree;
mod workflows;
