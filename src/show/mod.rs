//! What consumers make of a build: one question, one answer.
//!
//! "What will Rancher 2.9.2 do with v1.28.9-rancher1-1, and why" is asked whenever something is not offered, deployed with
//! another image, or suddenly the default. The answers here are made by the rules of the consumers themselves (the same
//! that `lint` checks a build with), and each part keeps the place where it was written.

mod addon;
mod comparison;
mod entry;
mod image;
mod overview;
mod rancher;
mod release;
mod rke_version;
mod tables;

pub use addon::{AddonAnswer, Coverage, TemplateRow};
pub use comparison::Comparison;
pub use entry::{EntryAnswer, EntryRow, describe_entry};
pub use image::{ImageAnswer, ImageNeed, Listed};
pub use overview::{
    DefaultRow, Offered, Overview, ReleaseOverview, RkeOverview, RkeVersionOverview, RuleOverview,
    SectionOverview, Shadow, Since, TurnAnswer,
};
pub use rancher::{ConsumerAnswer, Hidden, HiddenRelease, RkeOffers, SectionOffers};
pub use release::{Argument, ReleaseAnswer, TableAnswer};
pub use rke_version::{
    AddonTemplate, BoundAnswer, Layer, OptionAnswer, OptionsAnswer, Reach, RkeVersionAnswer,
};

use crate::{
    consumer::AskedRancher,
    diagnostic::{Span, words::nearest},
    model::{Metadata, RancherLine, Text, channel::ReleaseTable, version::Version},
};

/// What somebody wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A version of any distribution.
    Version(String),
    /// What this Rancher offers.
    Rancher(AskedRancher),
    /// What this RKE (without a `v`) offers.
    Rke(String),
    /// What differs between two versions of a distribution.
    Versions(String, String),
    /// What differs between what two Ranchers offer.
    Ranchers(AskedRancher, AskedRancher),
    /// Where an argument is, and what it is there.
    Argument(String),
    /// Where a chart is, and in which version.
    Chart(String),
    /// The templates of an addon.
    Addon(String),
    /// Who needs an image.
    Image(String),
}

/// What there is to say.
#[derive(Debug)]
pub enum Answer<'m, 's> {
    /// A version of RKE.
    RkeVersion(RkeVersionAnswer<'m, 's>),
    /// A release of K3s, RKE2 or RFO.
    Release(ReleaseAnswer<'s>),
    /// What a Rancher or an RKE offers.
    Consumer(ConsumerAnswer<'s>),
    /// An addon.
    Addon(AddonAnswer<'s>),
    /// Images.
    Image(ImageAnswer<'s>),
    /// An argument or a chart.
    Entry(EntryAnswer<'s>),
    /// Two answers beside each other.
    Comparison(Comparison),
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// What was asked for, as in "version `v1.28.9-rancher1-1`".
    pub what: String,
    /// What was probably meant.
    pub meant: Vec<String>,
    /// The question that has an answer: `rancher 2.9.2`.
    pub ask: Option<String>,
}

/// Answers a question; several if several distributions have the version. `is_of_the_patch` says whether something was
/// written in the patch of an enterprise build.
///
/// # Errors
///
/// When nothing has the name that is asked for.
pub fn answer<'m, 's>(
    question: &Question,
    metadata: &'m Metadata<'s>,
    listed: Listed<'_, 's>,
    is_of_the_patch: &dyn Fn(Option<Span>) -> bool,
) -> Result<Vec<Answer<'m, 's>>, NotFound> {
    let version = |name: &str| version(name, metadata, listed, is_of_the_patch);
    match question {
        Question::Version(name) => version(name),
        Question::Rancher(asked) => rancher(asked, metadata).map(|answer| vec![answer]),
        Question::Ranchers(one, other) => {
            compared(&[rancher(one, metadata)?], &[rancher(other, metadata)?], "Ranchers")
        }
        Question::Versions(one, other) => {
            compared(&version(one)?, &version(other)?, "versions of one distribution")
        }
        Question::Argument(name) => EntryAnswer::of(name, &ReleaseTable::ARGUMENTS, "argument", metadata)
            .map(|answer| vec![Answer::Entry(answer)]),
        Question::Chart(name) => EntryAnswer::of(name, &[ReleaseTable::Charts], "chart", metadata)
            .map(|answer| vec![Answer::Entry(answer)]),
        Question::Rke(rke) => Ok(vec![Answer::Consumer(ConsumerAnswer::of_rke(rke, metadata))]),
        Question::Addon(name) => AddonAnswer::of(name, metadata).map(|answer| vec![Answer::Addon(answer)]),
        Question::Image(name) => {
            ImageAnswer::of(name, metadata, listed).map(|answer| vec![Answer::Image(answer)])
        }
    }
}

fn rancher<'m, 's>(asked: &AskedRancher, metadata: &'m Metadata<'s>) -> Result<Answer<'m, 's>, NotFound> {
    match asked.of_line(RancherLine::of(metadata)) {
        Some(rancher) => Ok(Answer::Consumer(ConsumerAnswer::of_rancher(&rancher, metadata))),
        None => Err(NotFound {
            what: "line that this data is for: its defaults name no Rancher".to_owned(),
            meant: Vec::new(),
            ask: None,
        }),
    }
}

/// What differs between two answers: those of one distribution where there are several.
fn compared<'m, 's>(
    one: &[Answer<'m, 's>],
    other: &[Answer<'m, 's>],
    what: &str,
) -> Result<Vec<Answer<'m, 's>>, NotFound> {
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| (one, other)));
    let found: Vec<_> =
        pairs.filter_map(|(one, other)| Comparison::of(one, other)).map(Answer::Comparison).collect();
    if found.is_empty() {
        let what = format!("way to compare these: they are no {what}");
        return Err(NotFound { what, meant: Vec::new(), ask: None });
    }
    Ok(found)
}

fn version<'m, 's>(
    name: &str,
    metadata: &'m Metadata<'s>,
    listed: Listed<'_, 's>,
    is_of_the_patch: &dyn Fn(Option<Span>) -> bool,
) -> Result<Vec<Answer<'m, 's>>, NotFound> {
    let mut answers = Vec::new();
    answers.extend(RkeVersionAnswer::of(name, metadata, is_of_the_patch).map(Answer::RkeVersion));
    answers.extend(ReleaseAnswer::all(name, metadata).into_iter().map(Answer::Release));
    if !answers.is_empty() {
        return Ok(answers);
    }
    let known = names(metadata);
    // Another build of the same patch is meant, or a whole minor is asked for; else it is a slip.
    let numbers = |name: &str| {
        let name = name.trim_start_matches('v');
        name.split(['-', '+']).next().unwrap_or_default().to_owned()
    };
    let asked = numbers(name);
    let asked = asked.strip_suffix(".x").unwrap_or(&asked).to_owned();
    let same: Vec<_> = known.iter().filter(|known| numbers(known) == asked).collect();
    let within =
        |known: &&&str| numbers(known).strip_prefix(&asked).is_some_and(|rest| rest.starts_with('.'));
    let meant = match &same[..] {
        [] if asked.contains('.') && known.iter().any(|known| within(&known)) => {
            known.iter().filter(within).map(|known| (*known).to_owned()).collect()
        }
        [] => near(name, &known),
        same => same.iter().map(|known| (**known).to_owned()).collect(),
    };
    let ask = meant.is_empty().then(|| question_about(name, metadata, listed)).flatten();
    Err(NotFound { what: format!("version `{name}`"), meant, ask })
}

/// The question that a name which is no version belongs to.
fn question_about<'s>(name: &str, metadata: &Metadata<'s>, listed: Listed<'_, 's>) -> Option<String> {
    let addons = metadata.rke.iter().flat_map(|rke| rke.addons());
    if addons.into_iter().any(|row| row.key.value == name) {
        return Some(format!("addon {name}"));
    }
    if let Ok(AskedRancher::Version(version)) = AskedRancher::parse(name)
        && RancherLine::of_version(&version).is_some_and(|line| line >= RancherLine::new(2, 0))
    {
        return Some(format!("rancher {}", name.trim_start_matches('v')));
    }
    if let Some(question) = tables::question_of(name, metadata) {
        return Some(format!("{question} {name}"));
    }
    ImageAnswer::of(name, metadata, listed).is_ok().then(|| format!("image {name}"))
}

/// Versions as people count them: by their numbers, and not `v1.10` before `v1.9`.
fn ascending(versions: &mut [Text<'_>]) {
    versions.sort_by_cached_key(|version| order(*version));
}

/// The place of a version among others; what is not a version comes last.
fn order(version: Text<'_>) -> (bool, Option<Version>, String) {
    let number = Version::parse_tolerant(version.value).ok();
    (number.is_none(), number, version.value.to_owned())
}

/// The versions of all distributions.
fn names<'s>(metadata: &Metadata<'s>) -> Vec<&'s str> {
    let rke = metadata.rke.iter().flat_map(|rke| &rke.system_images).flat_map(|images| images.rows());
    let releases = metadata.sections().flat_map(|(_, section)| section.releases());
    let releases = releases.filter_map(|release| release.version()).map(|version| version.value);
    rke.map(|row| row.key.value).chain(releases).collect()
}

/// The names that are probably meant.
fn near(name: &str, known: &[&str]) -> Vec<String> {
    const MOST: usize = 3;
    let mut left: Vec<&str> = known.to_vec();
    let mut found = Vec::new();
    while let Some(next) = nearest(name, left.iter().copied()).filter(|_| found.len() < MOST) {
        found.push(next.to_owned());
        left.retain(|other| *other != next);
    }
    found
}
