//! Charts of a release whose images are in none of its lists, as far as names tell: the list is not whole.
//!
//! `rke2-cilium` deploys `rancher/mirrored-cilium-cilium`: of every chart of RKE2's, a word of its name is in the name of one of
//! its images. Charts without images of their own are known.

use std::collections::BTreeMap;

use super::finding::{finding_of_all, part, subject};
use crate::{
    consumer::Wanted,
    diagnostic::{Diagnostics, Rule, Span, words::names as names_of},
    model::{Metadata, Platforms, channel::ReleaseTable, image::Image, image_list::ImageLists},
};

/// Words that say who made a chart.
const MAKERS: [&str; 3] = ["rke2", "rfo", "rancher"];

/// Charts that deploy no container: definitions, and classes.
const WITHOUT_IMAGES: [&str; 2] = ["-crd", "-runtimeclasses"];

/// Reports the charts of releases that are wanted and have a list.
pub fn image_list_charts(
    metadata: &Metadata<'_>,
    wanted: &[Wanted<'_, '_>],
    lists: &ImageLists<'_>,
    diagnostics: &mut Diagnostics,
) {
    // A list that is cut off is one slip, however many charts it lacks.
    let mut releases: BTreeMap<_, _> = BTreeMap::new();
    for (distribution, section) in metadata.sections() {
        for release in section.releases() {
            if let Some(version) = release.version() {
                releases.insert((distribution, version.value), release);
            }
        }
    }
    let all = Platforms::all();
    for (distribution, version) in wanted.iter().filter_map(Wanted::release) {
        let Some(release) = releases.get(&(distribution, version)) else { continue };
        let images: Vec<_> = lists.of(distribution, version, &all).flat_map(|list| &list.images).collect();
        let names: Vec<_> = images.iter().filter_map(|image| last_part(image.value)).collect();
        if names.is_empty() {
            continue;
        }
        let charts = release.table(ReleaseTable::Charts).entries().iter();
        let lacking: Vec<_> = charts.filter(|chart| !has_images(chart.key, &names)).collect();
        let Some(first) = lacking.first() else { continue };
        let charts: Vec<_> = lacking.iter().map(|chart| chart.key).collect();
        let release = subject(distribution.key(), version);
        let about = charts.iter().map(|chart| part(&release, chart)).collect();
        let what = if charts.len() == 1 { "the chart" } else { "the charts" };
        let title = format!("no image list of `{version}` has images of {what} {}", names_of(&charts));
        let help = "fetch the whole lists of the release";
        let place: Option<Span> = first.key_span;
        diagnostics.report(finding_of_all(Rule::ImageListChart, about, title, place, help));
    }
}

fn last_part(image: &str) -> Option<&str> {
    Image::parse(image).ok()?.repository.rsplit('/').next()
}

/// Whether some image may be one of a chart.
fn has_images(chart: &str, images: &[&str]) -> bool {
    if WITHOUT_IMAGES.iter().any(|end| chart.ends_with(end)) {
        return true;
    }
    // Canal is Calico and Flannel.
    let words = chart.split('-').filter(|word| !MAKERS.contains(word));
    let mut words = words.map(|word| if word == "canal" { "flannel" } else { word }).peekable();
    words.peek().is_none() || words.any(|word| images.iter().any(|image| image.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_chart_is_in_the_name_of_an_image() {
        let images = ["hardened-flannel", "mirrored-sig-storage-snapshot-controller", "hardened-coredns"];
        for (chart, expected) in [
            ("rke2-canal", true),
            ("rke2-coredns", true),
            ("rke2-snapshot-controller", true),
            ("rke2-snapshot-controller-crd", true),
            ("rke2-runtimeclasses", true),
            ("rke2-cilium", false),
            ("rancher-vsphere-csi", false),
            ("rke2", true),
        ] {
            assert_eq!(has_images(chart, &images), expected, "{chart}");
        }
    }
}
