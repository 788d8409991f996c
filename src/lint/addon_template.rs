//! Addon templates that RKE cannot use.
//!
//! RKE hands the text to `template.Must` (`CompileTemplateFromMap`), which panics where it does not parse, and gives it the
//! data of its addon: a field that is not there fails where the data is a struct, and prints `<no value>` where it is a
//! map; an image that the version lacks prints nothing, and a pod needs an image.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::{finding, finding_of_all, part, subject},
    subject::Subject,
};
use crate::{
    consumer::{
        AddonData, DELIVERED,
        choice::Choice,
        functions::{TEMPLATE_NAME, is_function},
        is_refused,
    },
    diagnostic::{
        Diagnostic, Diagnostics, Rule, Span, Weight,
        words::{names as names_of, nearest},
    },
    model::{Table, Text, field::Named, rke::ImageField},
    source::{
        Arena,
        template::{self, Use, uses},
    },
};

/// The versions that pick a template, by addon.
type Picks<'p> = BTreeMap<&'p str, Vec<Text<'p>>>;

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let mut picks: BTreeMap<&str, Picks<'_>> = BTreeMap::new();
    for addon in &subject_of.choices.addons {
        let matches = subject_of.choices.matches(addon);
        for (key, matching) in subject_of.choices.keys.iter().zip(matches) {
            for Choice { template, .. } in matching {
                picks.entry(template.value).or_default().entry(addon.name.value).or_default().push(*key);
            }
        }
        // A template that no version picks yet also belongs to its addon.
        for choice in &addon.choices {
            picks.entry(choice.template.value).or_default().entry(addon.name.value).or_default();
        }
    }
    let mut unknown = Unknown::new();
    for row in subject_of.rke.texts().into_iter().flat_map(Table::rows) {
        let template = Template { key: row.key, text: row.value, subject: subject_of };
        template.check(picks.get(row.key.value), &mut unknown, diagnostics);
    }
    for ((addon, field), uses) in unknown {
        diagnostics.report_all(unknown_field(addon, &field, &uses));
    }
}

/// The templates that use a field which no RKE gives, and where.
type Unknown<'s> = BTreeMap<(&'static str, String), Vec<UnknownUse<'s>>>;

/// The template, the place, and whether it is in an `if`.
type UnknownUse<'s> = (Text<'s>, Option<Span>, bool);

/// One finding for all templates: each new one is made from the one before.
fn unknown_field(addon: &str, field: &str, uses: &[UnknownUse<'_>]) -> Option<Diagnostic> {
    let data = AddonData::of(addon)?;
    let (_, span, _) = uses.first()?;
    let names: Vec<_> = uses.iter().map(|(key, ..)| key.value).collect();
    let title = format!(
        "RKE has no field `{field}` for `{addon}`, and {} use{} it",
        names_of(&names),
        if names.len() == 1 { "s" } else { "" }
    );
    let help = match nearest(field, data.fields()) {
        Some(field) => format!("did you mean `.{field}`?"),
        None => "use one of the fields that RKE gives".to_owned(),
    };
    let about = names.iter().map(|key| part(&subject("rke", key), field)).collect();
    let finding = finding_of_all(Rule::TemplateField, about, title, *span, &help);
    // What stands in an `if` is there only for those who ask for it.
    let always = data.is_struct || uses.iter().any(|(.., is_conditional)| !is_conditional);
    Some(if always { finding } else { finding.weighing(Weight::Warns) })
}

struct Template<'t, 'm, 's> {
    key: Text<'s>,
    text: Text<'s>,
    subject: &'t Subject<'m, 's>,
}

impl<'s> Template<'_, '_, 's> {
    fn span(&self, part: std::ops::Range<usize>) -> Option<Span> {
        Some(self.subject.sources.inside(self.text.span?, self.text.value, part))
    }

    fn check(&self, picks: Option<&Picks<'_>>, unknown: &mut Unknown<'s>, diagnostics: &mut Diagnostics) {
        let about = subject("rke", self.key.value);
        let arena = Arena::new();
        let parsed = match template::parse(TEMPLATE_NAME, self.text.value, &arena, is_function) {
            Ok(parsed) => parsed,
            Err(error) => {
                let title = format!("the template `{}` does not parse: {error}", self.key.value);
                let help = "correct it: Go reads it as `text/template` with the functions of sprig and RKE";
                let span = self.span(error.at);
                diagnostics.report(finding(Rule::TemplateSyntax, &about, title, span, help));
                return;
            }
        };
        let Some(uses) = uses(&parsed) else {
            let title =
                format!("the blocks and calls of the template `{}` are too many to follow", self.key.value);
            let help = "nest it less, and call less: kdm does not check the fields of such a template";
            diagnostics.report(finding(Rule::TemplateSyntax, &about, title, self.key.span, help));
            return;
        };
        for (addon, versions) in picks.into_iter().flatten() {
            if let Some(data) = AddonData::of(addon) {
                self.check_fields(data, &uses, unknown);
                self.check_images(data, versions, &uses, diagnostics);
            }
        }
    }

    /// Fields that no RKE gives.
    fn check_fields(&self, data: &AddonData, uses: &[Use<'_>], unknown: &mut Unknown<'s>) {
        let mut told = BTreeSet::new();
        for used in uses.iter().filter(|used| !data.has(used.field)) {
            // What a map lacks is `nil` to a condition or a function; it only does harm when it is printed.
            let harms = data.is_struct || (used.is_printed && !used.is_guarded);
            if harms && told.insert(used.field) {
                let place = (self.key, self.span(used.at.clone()), used.is_conditional);
                unknown.entry((data.addon, used.field.to_owned())).or_default().push(place);
            }
        }
    }

    /// Images that the template prints and that versions which pick it do not have.
    fn check_images(
        &self,
        data: &AddonData,
        versions: &[Text<'_>],
        uses: &[Use<'_>],
        diagnostics: &mut Diagnostics,
    ) {
        let Some(images) = &self.subject.rke.system_images else { return };
        let printed: BTreeMap<ImageField, &Use<'_>> = uses
            .iter()
            .rev()
            .filter(|used| used.is_printed && !used.is_guarded)
            .filter_map(|used| Some((data.image(used.field)?, used)))
            .collect();
        // What the same versions lack is one finding.
        let mut groups: BTreeMap<Vec<&str>, Vec<(ImageField, &Use<'_>)>> = BTreeMap::new();
        for (field, used) in printed {
            let lacks = |version: &&Text<'_>| {
                self.subject.is_offered(version.value)
                    && !is_refused(data.addon, version.value)
                    && images.get(version.value).is_some_and(|images| images.image(field).is_none())
            };
            let lacking: Vec<_> = versions.iter().filter(lacks).map(|version| version.value).collect();
            groups.entry(lacking).or_default().push((field, used));
        }
        for (lacking, fields) in groups {
            let (Some((_, used)), false) = (fields.first(), lacking.is_empty()) else { continue };
            let names: Vec<_> = fields.iter().map(|(field, _)| field.name()).collect();
            let title = format!(
                "`{}` prints {}, which {} lack{}",
                self.key.value,
                names_of(&names),
                names_of(&lacking),
                if lacking.len() == 1 { "s" } else { "" }
            );
            let about = lacking.iter().map(|version| part(&subject("rke", version), data.addon)).collect();
            let help = "add the image to these versions, or give them another template";
            // It is written at the version; the template comes second.
            let first = versions.iter().find(|version| version.value == lacking[0]);
            let at = first.and_then(|version| version.span);
            let found = finding_of_all(Rule::TemplateImage, about, title, at, help);
            let found = found.at(self.span(used.at.clone()), "printed here");
            // Rancher hands these eight to every cluster; few ask for the others.
            let is_delivered = DELIVERED.contains(&data.addon);
            diagnostics.report(if is_delivered { found } else { found.weighing(Weight::Warns) });
        }
    }
}
