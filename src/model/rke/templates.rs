//! `K8sVersionedTemplates`: two tables under one key.
//!
//! Upstream keeps the texts of the templates under `templateKeys`, as if that were an addon. The two are split where
//! they are read and joined where they are written; between, no addon has that name.

use crate::model::{Table, Text};

/// The key among the addons under which the texts of the templates are.
pub(crate) const TEMPLATE_KEYS: &str = "templateKeys";

/// The templates of the addons.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Templates<'s> {
    /// Addon → version range → key of a template.
    pub addons: Table<'s, Option<Table<'s, Text<'s>>>>,
    /// The key `templateKeys`, where it is there, and under it key → text.
    pub texts: Option<(Text<'s>, Option<Table<'s, Text<'s>>>)>,
}

impl<'s> Templates<'s> {
    /// The tables of one that has both.
    pub(crate) fn split(table: Table<'s, Option<Table<'s, Text<'s>>>>) -> Self {
        let (texts, addons): (Vec<_>, Vec<_>) =
            table.into_rows().partition(|(key, _)| key.value == TEMPLATE_KEYS);
        Self { addons: Table::from_rows(addons), texts: texts.into_iter().next() }
    }

    /// Both again, keys ascending.
    pub(crate) fn joined(&self) -> Vec<(Text<'s>, Option<&Table<'s, Text<'s>>>)> {
        let addons = self.addons.rows().iter().map(|row| (row.key, row.value.as_ref()));
        let texts = self.texts.iter().map(|(key, texts)| (*key, texts.as_ref()));
        let mut joined: Vec<_> = addons.chain(texts).collect();
        joined.sort_by_key(|(key, _)| key.value);
        joined
    }
}
