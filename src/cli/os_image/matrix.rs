//! `kdm os-image matrix`: which images must have been built.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::{Args, ValueEnum};

use super::{
    given::{Given, LEFT_OUT},
    loaded::Loaded,
    selection::Selection,
};
use crate::{
    cli::{outcome::Outcome, terminal::Terminal},
    consumer::os_image::{Existing, Matrix as Images, Unneeded},
    diagnostic::{Diagnostics, Policy},
    lint::os_image::without_artifact,
    model::os_image::{NamingRules, Template},
    report::os_image::{
        Compared, Wanted, matrix_list, render_matrix_json, render_matrix_text, render_workflow_matrix,
    },
    repository::{Place, path_of},
    source::Arena,
};

/// Print the images that must have been built: PROVIDER, IMAGE, and the NAMES of the releases that need it.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 printed, and with --have nothing is missing, 1 findings or missing images, 2 could not run."
)]
pub(super) struct Matrix {
    #[command(flatten)]
    given: Given,

    #[command(flatten)]
    selection: Selection,

    /// A list of images that exist, a line each: `IMAGE`, or `PROVIDER IMAGE` with a space or tab. Print what is missing, and what
    /// no release needs any more.
    #[arg(long, value_name = "FILE")]
    have: Option<PathBuf>,

    /// How the file of an image is named, as in "capv/{image}/flatcar-{channel}-{flatcar}-kube-v{kubernetes}.ova": a column more;
    /// with it --have is a list of such files.
    #[arg(long, value_name = "TEMPLATE", value_parser = Template::of_artifact)]
    artifact: Option<Template>,

    /// How to print it.
    #[arg(long, value_name = "FORMAT", default_value = "tsv")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line each, with tabs between.
    Tsv,
    /// With a header, for spreadsheets.
    Csv,
    /// For programs.
    Json,
    /// For people.
    Text,
    /// The matrix of a workflow in one line; with --have of what is missing.
    Github,
}

/// How many jobs GitHub takes in a matrix.
const JOBS: usize = 256;

impl Matrix {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let mut loaded = self.given.load(root, terminal)?;
        let have = match &self.have {
            Some(have) => {
                let path = path_of(Place::beside(root, have), &mut loaded.sources)?;
                Some(loaded.sources.load(&path)?)
            }
            None => None,
        };
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let have = have.map(|have| loaded.sources.text(have, &mut found));
        let (Some(rules), false) = (loaded.rules(&arena, &mut found), have == Some(None)) else {
            terminal.stopped(&Policy::default().judge(found), &loaded.sources, "nothing is listed");
            return Ok(Outcome::Findings);
        };
        let existing = have.flatten().map(|list| self.existing(list, terminal)).transpose()?;

        // What releases need, and what of it is there.
        let mut releases = loaded.read(&loaded.files, &self.selection, |_| true, &arena);
        releases.report(|_| true, &mut found);
        let named = releases.named(&loaded, &rules, &mut found);
        let (matrix, without) = Images::of(&named, &rules, self.artifact.as_ref());
        for (release, missing) in without {
            found.report_all(missing.into_iter().map(|name| without_artifact(release, name)));
        }
        let mut unknown = false;
        let compared = existing.as_ref().map(|existing| Compared {
            missing: existing.missing(&matrix),
            unneeded: self.unneeded(existing, &loaded, &rules, &arena).unwrap_or_else(|| {
                unknown = true;
                Vec::new()
            }),
        });
        let wanted = Wanted { matrix: &matrix, compared };
        let jobs = wanted.compared.as_ref().map_or(matrix.rows.len(), |compared| compared.missing.len());
        if self.format == Format::Github && jobs > JOBS {
            terminal.stopped(&Policy::default().judge(found), &loaded.sources, LEFT_OUT);
            bail!(
                "the matrix of a workflow takes {JOBS} jobs, and these are {jobs}; choose with `--provider` and `--state`, or by `--have`"
            );
        }
        if unknown {
            let why = "what no release needs is not listed, because the image of a release is not known";
            terminal.note(why, "correct the releases; `kdm os-image name` says what is wrong with them");
        }
        match self.format {
            Format::Tsv => terminal.print(matrix_list(&wanted).tsv().as_bytes())?,
            Format::Csv => terminal.print(matrix_list(&wanted).csv().as_bytes())?,
            Format::Json => terminal.print(render_matrix_json(&wanted).as_bytes())?,
            Format::Text => terminal.print_styled(&render_matrix_text(&wanted))?,
            Format::Github => terminal.print(render_workflow_matrix(&wanted).as_bytes())?,
        };
        let is_missing = wanted.compared.as_ref().is_some_and(|compared| !compared.missing.is_empty());
        let stops = terminal.stopped(&Policy::default().judge(found), &loaded.sources, LEFT_OUT);
        Ok(if stops || is_missing { Outcome::Findings } else { Outcome::Clean })
    }

    /// Reads the list of what exists.
    fn existing<'t>(&self, list: &'t str, terminal: &Terminal) -> anyhow::Result<Existing<'t>> {
        let existing = Existing::parse(list, self.artifact.is_some()).map_err(|error| {
            let list = self.have.as_deref().unwrap_or(Path::new("-")).display();
            anyhow!("`{list}` is not a list of what exists: {error}")
        })?;
        if existing.is_empty() {
            let help = "see whether the command that made it has worked";
            terminal.note("the list of what exists is empty", help);
        }
        Ok(existing)
    }

    /// What exists and no release needs, of whatever provider; nothing where the image of one is not known.
    fn unneeded<'t>(
        &self,
        existing: &Existing<'t>,
        loaded: &Loaded,
        rules: &NamingRules<'_>,
        arena: &Arena,
    ) -> Option<Vec<Unneeded<'t>>> {
        let selection = self.selection.of_every_provider();
        let mut releases = loaded.read(&loaded.files, &selection, |_| true, arena);
        let mut found = Diagnostics::default();
        releases.report(|_| true, &mut found);
        let named = releases.named(loaded, rules, &mut found);
        let (matrix, without) = Images::of(&named, rules, self.artifact.as_ref());
        // A list from which somebody deletes must not have what is needed.
        let is_known = without.is_empty() && !found.forbid();
        is_known.then(|| existing.unneeded(&matrix, |provider| self.selection.has_provider(provider)))
    }
}
