//! What `kdm check` finds in a repository as it is in the editor.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use gen_lsp_types::{Diagnostic as Shown, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Range};

use super::texts::{Texts, range, uri_of};
use crate::{
    cli::{
        candidate::Given,
        check::{baseline::exception, examine::examine_alone, lists},
    },
    diagnostic::{Diagnostic, Exception, FileId, Judged, Rule, Span},
    editor::Positions,
    model::Distribution,
    repository::{Arenas, Place, Repository},
    source::{Arena, LoadErrors, Sources, join},
};

/// A finding as an editor shows it, and what can be done about it.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub(super) shown: Shown,
    /// What to write instead: where, and the text.
    pub(super) mends: Vec<(PathBuf, Range, String)>,
    /// The exception that lets it through, and the repository whose settings would have it.
    pub(super) exception: Option<(PathBuf, Exception)>,
}

/// How many findings of a file an editor shows.
const MOST: usize = 500;

/// All findings by file.
pub(super) fn of(root: &Path, texts: &Texts) -> BTreeMap<PathBuf, Vec<Offer>> {
    checked(root, texts).unwrap_or_else(|LoadErrors(errors)| {
        let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for error in errors {
            let shown = shown(Range::default(), true, Rule::Unreadable, error.to_string());
            let offer = Offer { shown, mends: Vec::new(), exception: None };
            found.entry(error.path().to_owned()).or_default().push(offer);
        }
        found
    })
}

fn checked(root: &Path, texts: &Texts) -> Result<BTreeMap<PathBuf, Vec<Offer>>, LoadErrors> {
    let mut repository = Repository::load_into(Sources::over(texts.over()), Place::root(root), None)?;
    let files = lists::load(&mut repository, None)?;
    let (mut arenas, arena) = (Arenas::default(), Arena::new());
    let examined = examine_alone(&repository, Given::default(), (&mut arenas, &arena));
    let build = (&examined.metadata, &examined.settings, examined.line);
    let found = (examined.found, (false, false));
    let judged = lists::judged(build, files.as_ref(), &repository.sources, &examined.policy, found);
    let mut offers = Offers { root, sources: &repository.sources, positions: BTreeMap::new() };
    let mut by_file: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for judged in judged.iter().filter(|judged| !judged.is_excepted()) {
        let (path, offer) = offers.of(judged);
        by_file.entry(path).or_default().push(offer);
    }
    by_file.values_mut().for_each(cut);
    Ok(by_file)
}

/// Says of too many how many there are besides.
fn cut(offers: &mut Vec<Offer>) {
    if offers.len() > MOST {
        let title = format!("and {} more: `kdm check` has them all", offers.len() - MOST);
        offers.truncate(MOST);
        let shown = shown(Range::default(), false, Rule::TooMany, title);
        offers.push(Offer { shown, mends: Vec::new(), exception: None });
    }
}

fn shown(range: Range, is_error: bool, rule: Rule, message: String) -> Shown {
    let severity = if is_error { DiagnosticSeverity::Error } else { DiagnosticSeverity::Warning };
    Shown {
        range,
        severity: Some(severity),
        code: Some(rule.name().to_owned().into()),
        code_description: None,
        source: Some("kdm".to_owned()),
        message: message.into(),
        tags: None,
        related_information: None,
        data: None,
    }
}

/// Makes offers of findings.
struct Offers<'s> {
    root: &'s Path,
    sources: &'s Sources,
    positions: BTreeMap<FileId, Positions<'s>>,
}

impl<'s> Offers<'s> {
    fn of(&mut self, judged: &Judged) -> (PathBuf, Offer) {
        let finding = &judged.finding;
        let (path, range) = match finding.labels.first() {
            Some(label) => self.place(label.span),
            None => (join(self.root, Distribution::K3s.channel_file()), Range::default()),
        };
        let mut shown = shown(range, judged.stops(), finding.rule, said(finding));
        let related: Vec<_> = finding
            .labels
            .iter()
            .skip(1)
            .filter_map(|label| self.related(label.span, label.text.as_str()))
            .collect();
        shown.related_information = (!related.is_empty()).then_some(related);
        let mends = self.sources.mends(finding).iter().map(|mend| {
            let (path, range) = self.place(mend.span);
            (path, range, mend.written(self.sources.slice(mend.span)))
        });
        let mends = mends.collect();
        let exception = exception(finding).map(|exception| (self.root.to_owned(), exception));
        (path, Offer { shown, mends, exception })
    }

    fn related(&mut self, span: Span, text: &str) -> Option<DiagnosticRelatedInformation> {
        let (path, range) = self.place(span);
        let location = Location { uri: uri_of(&path)?, range };
        let message = if text.is_empty() { "here, too".to_owned() } else { text.to_owned() };
        Some(DiagnosticRelatedInformation { location, message })
    }

    /// The file of a place, and where it is in it: a whole map is meant by its first line.
    fn place(&mut self, span: Span) -> (PathBuf, Range) {
        let sources = self.sources;
        let text = || std::str::from_utf8(sources.file(span.file).bytes()).unwrap_or_default();
        let positions = self.positions.entry(span.file).or_insert_with(|| Positions::of(text()));
        let bytes = span.range();
        let end = bytes.end.min(sources.line(span.file, bytes.start).1.end).max(bytes.start);
        (PathBuf::from(&sources.file(span.file).name), range(positions, bytes.start..end))
    }
}

/// What is wrong, what breaks, and what to do.
fn said(finding: &Diagnostic) -> String {
    let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    format!("{}\n{}{help}", finding.title, finding.breaks())
}
