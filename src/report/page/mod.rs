//! A build as one HTML file, for people with a browser and without network.
//!
//! The program decides, the page shows: what a Rancher is offered, its defaults, templates, differences and findings are made
//! here by the functions of `kdm show`, `diff` and `check`. The script finds the place of a Rancher that somebody types, and
//! shows what is there. What is read most (offer, matrix, defaults) is plain HTML, for readers and printers without a script.
//! Text of a build is never markup: `maud` escapes it here, and the script has no way to make HTML of a text.

mod badge;
mod data;
mod defaults;
mod link;
mod matrix;
mod offer;
mod shell;
mod subject;

use std::thread;

pub use subject::{Compared, Page};

use self::{
    badge::Badges,
    data::{packed_data, packed_texts},
};
use crate::{diagnostic::Span, show::Overview};

/// The page. `is_of_the_patch` says whether something was written in the patch of an enterprise build.
pub fn render_page(page: &Page<'_, '_, '_>, is_of_the_patch: &dyn Fn(Option<Span>) -> bool) -> String {
    let tables = page.metadata.rke.as_ref().filter(|rke| page.with_templates && !rke.is_null());
    let size = page.size;
    thread::scope(|scope| {
        // The texts are most of the bytes, and nothing else needs them.
        let aside = thread::Builder::new().spawn_scoped(scope, move || (tables.map(packed_texts), size()));
        let overview = Overview::of(page.metadata, page.line, is_of_the_patch);
        let badges = page.compared.as_ref().map(|compared| Badges::of(&compared.changes)).unwrap_or_default();
        let data = packed_data(page, &overview, &badges);
        let (texts, size) = match aside {
            Ok(aside) => aside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            // Without a thread to spare they are made one after the other.
            Err(_) => (tables.map(packed_texts), size()),
        };
        let parts = shell::Parts { data, texts, size };
        shell::shell(page, &overview, &badges, &parts)
    })
}
