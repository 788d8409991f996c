//! Which image lists of releases are not there, and where they are to be had.

use super::Wanted;
use crate::model::{Distribution, Platforms, Text, image_list::ImageLists};

/// The lists that a release lacks.
#[derive(Debug, PartialEq, Eq)]
pub struct MissingList<'s> {
    /// Whose release it is.
    pub distribution: Distribution,
    /// Its version.
    pub version: Text<'s>,
    /// The names of the files.
    pub names: Vec<String>,
}

impl MissingList<'_> {
    /// Where each of them is fetched from; none where nobody says.
    pub fn addresses(&self) -> impl Iterator<Item = String> {
        let folder = self.distribution.download();
        let of = move |name| folder.map(|folder| format!("{folder}/{}/{name}", self.version.value));
        self.names.iter().filter_map(of)
    }
}

/// The lists that wanted releases must have for some nodes, and that are not there.
pub fn missing_lists<'s>(
    wanted: &[Wanted<'_, 's>],
    platforms: &Platforms,
    lists: &ImageLists<'_>,
) -> Vec<MissingList<'s>> {
    let missing = wanted.iter().filter_map(|wanted| {
        let (distribution, version) = wanted.release()?;
        let mut names = Vec::new();
        for os in platforms.os.iter().filter(|os| distribution.always_lists(**os)) {
            for name in platforms.arch.iter().filter_map(|arch| distribution.image_list(*os, *arch)) {
                let is_there = lists.of(distribution, version, platforms).any(|list| list.name == name);
                if !is_there && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        (!names.is_empty()).then_some(MissingList { distribution, version: wanted.version, names })
    });
    missing.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{consumer::Origin, model::Os};

    #[test]
    fn every_list_that_is_not_there_has_an_address() {
        let of = |distribution, value| Wanted {
            origin: Origin::Of(distribution),
            version: Text { value, span: None },
            images: &[],
        };
        let wanted = [
            of(Distribution::K3s, "v1.30.5+k3s1"),
            of(Distribution::Rke2, "v1.30.5+rke2r1"),
            of(Distribution::Rfo, "v1.30.5+rfor1"),
        ];
        let all = Platforms { arch: Platforms::all().arch, ..Platforms::of(Os::Linux) };
        let addresses = |platforms: &Platforms| {
            let missing = missing_lists(&wanted, platforms, &ImageLists::default());
            missing.iter().flat_map(|missing| missing.addresses().collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        assert_eq!(
            addresses(&Platforms::upstream()),
            [
                "https://github.com/k3s-io/k3s/releases/download/v1.30.5+k3s1/k3s-images.txt",
                "https://github.com/rancher/rke2/releases/download/v1.30.5+rke2r1/rke2-images-all.linux-amd64.txt",
                "https://github.com/rancher/rke2/releases/download/v1.30.5+rke2r1/rke2-images.windows-amd64.txt",
            ]
        );
        assert_eq!(addresses(&all).len(), 4, "one of K3s is for all");
        let missing = missing_lists(&wanted, &Platforms::upstream(), &ImageLists::default());
        assert_eq!(missing[2].names, ["rfo-images-all.linux-amd64.txt"], "RFO has no list for Windows");
    }
}
