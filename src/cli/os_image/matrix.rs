//! `kdm os-image matrix`: which images must have been built.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::{given::Given, loaded::Loaded, name::LEFT_OUT, selection::Selection};
use crate::{
    cli::{outcome::Outcome, terminal::Terminal},
    consumer::os_image::{Existing, Matrix as Images, Unneeded},
    diagnostic::{Diagnostics, Policy},
    lint::os_image::lacking,
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

    /// A list of images that exist, one a line, with or without its provider before it: print what is missing and what no
    /// release needs any more.
    #[arg(long, value_name = "FILE")]
    have: Option<PathBuf>,

    /// What the file of an image is named, as in "capv/{image}/flatcar-{channel}-{flatcar}-kube-v{kubernetes}.ova": printed
    /// behind, and what the list of --have has.
    #[arg(long, value_name = "TEMPLATE", value_parser = Template::of_artifact)]
    artifact: Option<Template>,

    /// How to print it; `github` is the matrix of a workflow in one line, with --have of what is missing.
    #[arg(long, value_name = "FORMAT", default_value = "tsv")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Tsv,
    Csv,
    Json,
    Text,
    Github,
}

/// How many jobs GitHub takes in a matrix.
const JOBS: usize = 256;

impl Matrix {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let mut loaded = self.given.load(root)?;
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
        let existing = have.flatten().map(Existing::read);
        if existing.as_ref().is_some_and(Existing::is_empty) {
            terminal
                .note("the list of what exists is empty", "see whether the command that made it has worked");
        }

        // What releases need, and what of it is there.
        let mut releases = loaded.read(&loaded.files, &self.selection, |_| true, &arena);
        releases.report(|_| true, &mut found);
        let named = releases.named(&loaded, &rules, &mut found);
        let (matrix, without) = Images::of(&named, &rules, self.artifact.as_ref());
        for (release, missing) in without {
            found.report_all(
                missing.into_iter().map(|name| lacking(release, name, "the name of its artifact")),
            );
        }
        let compared = existing.as_ref().map(|existing| Compared {
            missing: existing.missing(&matrix),
            unneeded: self.unneeded(existing, &loaded, &rules, &arena),
        });
        let wanted = Wanted { matrix: &matrix, compared };
        let jobs = wanted.compared.as_ref().map_or(matrix.rows.len(), |compared| compared.missing.len());
        if self.format == Format::Github && jobs > JOBS {
            bail!(
                "the matrix of a workflow takes {JOBS} jobs, and these are {jobs}; choose with `--provider` and `--state`, or by `--have`"
            );
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

    /// What exists and no release needs: one of another provider needs it, too.
    fn unneeded<'t>(
        &self,
        existing: &Existing<'t>,
        loaded: &Loaded,
        rules: &NamingRules<'_>,
        arena: &Arena,
    ) -> Vec<Unneeded<'t>> {
        let selection = self.selection.of_every_provider();
        let releases = loaded.read(&loaded.files, &selection, |_| true, arena);
        // What is wrong with them is said where they are asked for.
        let named = releases.named(loaded, rules, &mut Diagnostics::default());
        let (matrix, _) = Images::of(&named, rules, self.artifact.as_ref());
        existing.unneeded(&matrix, |provider| self.selection.has_provider(provider))
    }
}
