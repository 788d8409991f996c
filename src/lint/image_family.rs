//! Images of a version that do not fit together: a field that has another field's image, parts of one program with different
//! versions, and a new minor that begins with an older image than the minor before it ends with.
//!
//! An entry is copied, and some forty lines are edited by hand. In upstream's history each of these was corrected
//! afterwards: the image of Nodelocal as that of KubeDNS, a Calico node of 3.24 with a CNI of 3.22, a Flannel that went back.

use std::collections::BTreeMap;

use super::{
    args_gap::SURELY_AHEAD,
    finding::{finding_of_all, part, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule, words::names as names_of},
    model::{
        Prime, Text,
        field::Named,
        mirror::split_tag,
        rke::{ImageField, SystemImages, minor_of},
        version::Version,
    },
};

/// The parts of one program: they are released together.
const FAMILIES: [&[ImageField]; 2] = [
    &[
        ImageField::CalicoNode,
        ImageField::CalicoCNI,
        ImageField::CalicoControllers,
        ImageField::CalicoFlexVol,
    ],
    &[ImageField::CanalNode, ImageField::CanalCNI, ImageField::CanalControllers, ImageField::CanalFlexVol],
];

/// The fields whose image never goes back from one minor to the next.
const ASCENDING: [ImageField; 6] = [
    ImageField::Etcd,
    ImageField::CoreDNS,
    ImageField::CalicoNode,
    ImageField::CanalNode,
    ImageField::CanalFlannel,
    ImageField::MetricsServer,
];

/// What is wrong, its place, what to compare it with, what it is about, and in which versions.
type Found<'s> = BTreeMap<String, (Text<'s>, Option<Text<'s>>, Vec<String>, Vec<&'s str>)>;

/// The images of a version, under its key.
type Row<'r, 's> = (Text<'s>, &'r SystemImages<'s>);

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let Some(images) = &subject_of.rke.system_images else { return };
    let of_the_patch = subject_of.metadata.prime.as_ref().map(Prime::versions).unwrap_or_default();
    let rows = subject_of.choices.keys.iter().filter(|key| !of_the_patch.contains(key.value));
    let rows: Vec<Row<'_, '_>> = rows.filter_map(|key| Some((*key, images.get(key.value)?))).collect();
    let usual = Usual::of(&rows);
    // The same slip in several versions is one finding.
    let mut found = Found::new();
    let before = ByMinor::of_rows(&rows);
    for (nth, (key, images)) in rows.iter().enumerate() {
        if !subject_of.is_offered(key.value) {
            continue;
        }
        let is_first =
            nth.checked_sub(1).is_none_or(|nth| minor_of(rows[nth].0.value) != minor_of(key.value));
        let before = if is_first { before.of(*key) } else { None };
        let slips = usual.foreign(images).into_iter().chain(unequal(images));
        let slips = slips.chain(before.into_iter().flat_map(|(_, before)| older(images, before)));
        for Slip { what, at, there, field } in slips {
            let group = found.entry(what).or_insert((at, there, Vec::new(), Vec::new()));
            group.2.push(part(&subject("rke", key.value), field.name()));
            group.3.push(key.value);
        }
    }
    diagnostics.report_all(found.into_iter().map(|(what, (at, there, about, mut versions))| {
        versions.dedup();
        let title = format!("{what} in {}", names_of(&versions));
        let help = "write the image that this version was tested with";
        let found = finding_of_all(Rule::ImageFamily, about, title, at.span, help);
        found.at(there.and_then(|there| there.span), "compare with this")
    }));
}

/// An image that does not fit.
struct Slip<'s> {
    what: String,
    at: Text<'s>,
    there: Option<Text<'s>>,
    field: ImageField,
}

/// How often each field has an image of each name.
struct Usual<'s> {
    counts: BTreeMap<&'s str, BTreeMap<&'static str, usize>>,
    totals: BTreeMap<&'static str, usize>,
}

impl<'s> Usual<'s> {
    fn of(rows: &[Row<'_, 's>]) -> Self {
        let mut usual = Self { counts: BTreeMap::new(), totals: BTreeMap::new() };
        for (field, image) in rows.iter().flat_map(|(_, images)| &images.images) {
            *usual.counts.entry(name(image.value)).or_default().entry(field.name()).or_default() += 1;
            *usual.totals.entry(field.name()).or_default() += 1;
        }
        usual
    }

    fn count(&self, name: &str, field: &str) -> usize {
        self.counts.get(name).and_then(|fields| fields.get(field)).copied().unwrap_or_default()
    }

    /// Images under a name that is hardly ever in this field, and often in another one.
    fn foreign(&self, images: &SystemImages<'s>) -> Vec<Slip<'s>> {
        const TIMES: usize = 10;
        let mut slips = Vec::new();
        for (field, image) in &images.images {
            let name = name(image.value);
            let own = self.count(name, field.name());
            let total = self.totals.get(field.name()).copied().unwrap_or_default();
            let fields = self.counts.get(name).into_iter().flatten();
            let home = fields.max_by_key(|(_, count)| **count).filter(|(_, count)| **count >= own * TIMES);
            let home = home
                .map(|(field, _)| *field)
                .filter(|home| *home != field.name() && !are_kin(home, field.name()));
            if let Some(home) = home.filter(|_| own * TIMES <= total) {
                let what = format!("`{}` is `{}`, the image of `{home}`,", field.name(), image.value);
                slips.push(Slip { what, at: *image, there: None, field: *field });
            }
        }
        slips
    }
}

/// Whether two fields have one program: Canal is Calico and Flannel.
fn are_kin(a: &str, b: &str) -> bool {
    let part = |field: &str| {
        let field = field.to_lowercase();
        if field.contains("flannel") {
            "flannel".to_owned()
        } else {
            field.replace("calico", "").replace("canal", "")
        }
    };
    part(a) == part(b)
}

/// Parts of one program whose first two numbers differ.
fn unequal<'s>(images: &SystemImages<'s>) -> Vec<Slip<'s>> {
    let mut slips = Vec::new();
    for family in FAMILIES {
        let parts: Vec<_> = family.iter().filter_map(|field| Some((*field, images.image(*field)?))).collect();
        let Some((first, main)) = parts.first() else { continue };
        for (field, image) in
            parts.iter().skip(1).filter(|(_, image)| release(image.value) != release(main.value))
        {
            let what = format!(
                "`{}` is `{}`, beside `{}` as `{}`,",
                field.name(),
                image.value,
                main.value,
                first.name()
            );
            slips.push(Slip { what, at: *image, there: Some(*main), field: *field });
        }
    }
    slips
}

/// The versions of each minor by their patch, to look up those of the minor before.
struct ByMinor<'r, 's>(BTreeMap<(u64, u64), BTreeMap<u64, &'r Row<'r, 's>>>);

fn number(key: &str) -> Option<Version> {
    Version::parse(key.strip_prefix('v')?).ok()
}

impl<'r, 's> ByMinor<'r, 's> {
    fn of_rows(rows: &'r [Row<'r, 's>]) -> Self {
        let mut minors: BTreeMap<_, BTreeMap<u64, &'r Row<'r, 's>>> = BTreeMap::new();
        for row in rows {
            if let Some(version) = number(row.0.value) {
                // Of one patch the last.
                minors.entry(version.minor()).or_default().insert(version.patch(), row);
            }
        }
        Self(minors)
    }

    /// The last version of the minor before that is surely not younger than this one, the first of its minor.
    fn of(&self, key: Text<'_>) -> Option<&'r Row<'r, 's>> {
        let own = number(key.value)?;
        let (major, minor) = own.minor();
        let before = self.0.get(&(major, minor.checked_sub(1)?))?;
        let surely = ..=own.patch().saturating_add(SURELY_AHEAD);
        before.range(surely).next_back().map(|(_, row)| *row)
    }
}

/// Images that are older than in the last version of the minor before.
fn older<'s>(images: &SystemImages<'s>, before: &SystemImages<'s>) -> Vec<Slip<'s>> {
    let slips = ASCENDING.into_iter().filter_map(|field| {
        let (now, then) = (images.image(field)?, before.image(field)?);
        (release(now.value) < release(then.value)).then(|| {
            let what = format!(
                "`{}` is `{}`, older than `{}` in the minor before,",
                field.name(),
                now.value,
                then.value
            );
            Slip { what, at: now, there: Some(then), field }
        })
    });
    slips.collect()
}

/// An image without its tag.
fn name(image: &str) -> &str {
    split_tag(image).map_or(image, |(name, _)| name)
}

/// The first two numbers of a tag.
fn release(image: &str) -> Vec<u64> {
    numbers(image).into_iter().take(2).collect()
}

/// The numbers at the beginning of a tag: 3, 24 and 1 of `v3.24.1-rancher1`.
fn numbers(image: &str) -> Vec<u64> {
    let tag = split_tag(image).map_or("", |(_, tag)| tag);
    let numbers = tag.trim_start_matches('v').split(['-', '+']).next().unwrap_or_default();
    numbers.split('.').map_while(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_begins_with_numbers() {
        assert_eq!(numbers("rancher/calico-node:v3.24.1-rancher1"), [3, 24, 1]);
        assert_eq!(numbers("rancher/mirrored-coreos-etcd:v3.5.9"), [3, 5, 9]);
        assert_eq!(numbers("rancher/x"), [0; 0]);
        assert_eq!(name("rancher/x:v1"), "rancher/x");
    }
}
