//! A list of images that exist, against those that are needed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Matrix, Row, natural};
use crate::model::os_image::Provider;

/// Images that exist: a line each, `PROVIDER IMAGE` with a tab or a space between, or `IMAGE` alone, which is there at every
/// provider. What follows is not read, so that what `kdm os-image matrix` prints is such a list. Lines that are empty or begin
/// with `#` are none.
#[derive(Debug)]
pub struct Existing<'t> {
    /// Each with the providers that it is at; nothing for every one.
    images: BTreeMap<&'t str, BTreeSet<Option<Provider>>>,
}

/// An image that exists and that no release needs any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unneeded<'t> {
    /// Where it is; nothing where the list does not say.
    pub provider: Option<Provider>,
    /// Its name, or that of its artifact.
    pub what: &'t str,
}

impl<'t> Existing<'t> {
    /// Reads a list.
    pub fn read(text: &'t str) -> Self {
        let mut images: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut words = line.split_whitespace();
            let (first, second) = (words.next().unwrap_or(line), words.next());
            let provider = Provider::ALL.into_iter().find(|provider| provider.name() == first);
            let (provider, what) = match (provider, second) {
                (Some(provider), Some(what)) => (Some(provider), what),
                _ => (None, first),
            };
            images.entry(what).or_default().insert(provider);
        }
        Self { images }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    /// What of a matrix is not there.
    pub fn missing<'m>(&self, matrix: &'m Matrix) -> Vec<&'m Row> {
        let has = |row: &&Row| {
            let at = self.images.get(row.what());
            at.is_some_and(|at| at.contains(&None) || at.contains(&Some(row.provider)))
        };
        matrix.rows.iter().filter(|row| !has(row)).collect()
    }

    /// What is there, and in no row of a matrix: of the providers that are asked for, and where the list does not say.
    pub fn unneeded(&self, matrix: &Matrix, is_asked: impl Fn(Provider) -> bool) -> Vec<Unneeded<'t>> {
        let needed: BTreeSet<_> = matrix.rows.iter().map(|row| (row.what(), row.provider)).collect();
        let anywhere: BTreeSet<_> = matrix.rows.iter().map(Row::what).collect();
        let all = self.images.iter().flat_map(|(what, at)| at.iter().map(move |provider| (*what, *provider)));
        let unneeded = all.filter(|(what, provider)| match provider {
            Some(provider) => is_asked(*provider) && !needed.contains(&(*what, *provider)),
            None => !anywhere.contains(what),
        });
        let mut unneeded: Vec<_> = unneeded.map(|(what, provider)| Unneeded { provider, what }).collect();
        unneeded.sort_by(|a, b| a.provider.cmp(&b.provider).then_with(|| natural(a.what, b.what)));
        unneeded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consumer::os_image::Made;

    fn matrix(rows: &[(Provider, &str)]) -> Matrix {
        let row = |(provider, image): &(Provider, &str)| Row {
            provider: *provider,
            image: (*image).to_owned(),
            artifact: None,
            releases: Vec::new(),
            made: Made::default(),
        };
        Matrix { rows: rows.iter().map(row).collect() }
    }

    #[test]
    fn the_same_name_at_two_providers_is_two_images() {
        let needed = matrix(&[(Provider::Aws, "a"), (Provider::Vsphere, "a"), (Provider::Vsphere, "b")]);
        let existing =
            Existing::read("\u{feff}# made\r\naws\ta\taws-1.0.0\r\n\r\nb\neks b\nazure\nvsphere c\n");
        let missing: Vec<_> =
            existing.missing(&needed).into_iter().map(|row| (row.provider, row.what())).collect();
        assert_eq!(missing, [(Provider::Vsphere, "a")]);
        let unneeded = |is_asked: fn(Provider) -> bool| {
            let unneeded = existing.unneeded(&needed, is_asked);
            unneeded.iter().map(|one| (one.provider, one.what)).collect::<Vec<_>>()
        };
        let others = [(None, "azure"), (Some(Provider::Eks), "b"), (Some(Provider::Vsphere), "c")];
        assert_eq!(unneeded(|_| true), others);
        assert_eq!(unneeded(|provider| provider == Provider::Aws), others[..1]);
    }
}
