//! A list of images that exist, against those that are needed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Matrix, Row, natural};
use crate::model::os_image::Provider;

/// Images that exist: a line each, `PROVIDER IMAGE` with a tab or spaces between, or `IMAGE` alone, which is there at every
/// provider. What follows is not read, and where artifacts are asked for the fourth column is one, so that what `kdm os-image
/// matrix` prints is such a list. Lines that are empty or begin with `#` are none.
#[derive(Debug)]
pub struct Existing<'t> {
    /// Each with the providers that it is at; nothing for every one.
    images: BTreeMap<&'t str, BTreeSet<Option<Provider>>>,
}

/// A line that names no image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {number}, `{line}`, is not `IMAGE` or `PROVIDER IMAGE`")]
pub struct NoImage {
    /// From 1.
    pub number: usize,
    /// What it says, cut short.
    pub line: String,
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
    /// Reads a list of images, or of artifacts.
    ///
    /// # Errors
    ///
    /// The first line that is something else.
    pub fn parse(text: &'t str, of_artifacts: bool) -> Result<Self, NoImage> {
        const SHOWN: usize = 60;
        let mut images: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (nth, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((provider, what)) = Self::line(line, of_artifacts) else {
                return Err(NoImage { number: nth + 1, line: line.chars().take(SHOWN).collect() });
            };
            images.entry(what).or_default().insert(provider);
        }
        Ok(Self { images })
    }

    fn line(line: &'t str, of_artifacts: bool) -> Option<(Option<Provider>, &'t str)> {
        // A list of something else: JSON, CSV, what people print for themselves.
        if line.contains(['{', '}', '"', ',', ';']) && !line.contains('\t') {
            return None;
        }
        let columns: Vec<_> = line.split('\t').collect();
        let provider = |name: &str| Provider::by_name(name);
        if let (true, [at, _, _, artifact]) = (of_artifacts, &columns[..]) {
            return Some((Some(provider(at)?), artifact));
        }
        if let [at, what, ..] = &columns[..] {
            return Some((Some(provider(at)?), what));
        }
        let mut words = line.split_whitespace();
        match (words.next()?, words.next()) {
            (what, None) => Some((None, what)),
            (at, Some(what)) => Some((Some(provider(at)?), what)),
        }
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
        let existing = Existing::parse(
            "\u{feff}# made\r\ncapa\ta\taws-1.0.0,x\r\n\r\nb\neks b\nazure\nvsphere c\n",
            false,
        )
        .unwrap();
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

    #[test]
    fn other_lists_are_refused() {
        for (text, number) in [("a\nawss b\n", 2), ("{\n", 1), ("aws,b\n", 1), ("2026-01-01 10:00 a\n", 1)] {
            assert_eq!(
                Existing::parse(text, false).map(drop).map_err(|error| error.number),
                Err(number),
                "{text}"
            );
        }
        let artifacts = Existing::parse("vsphere\ta\tvsphere-1.0.0\tcapv/a.ova\ncapv/b.ova\n", true).unwrap();
        assert_eq!(artifacts.images.keys().copied().collect::<Vec<_>>(), ["capv/a.ova", "capv/b.ova"]);
    }
}
