//! `kdm schema`: JSON Schemas, for editors and for programs that read our JSON.

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{outcome::Outcome, terminal::Terminal};
use crate::schema;

/// Print the JSON Schema of a file that people write, or of what `--format json` prints.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// The name of the schema.
    #[arg(value_parser = names())]
    name: schema::Schema,
}

fn names() -> impl TypedValueParser<Value = schema::Schema> {
    let named = |name: &str| schema::Schema::ALL.iter().copied().find(|schema| schema.name() == name);
    PossibleValuesParser::new(schema::Schema::ALL.iter().map(|schema| schema.name()))
        .try_map(move |name| named(&name).ok_or("there is no such schema"))
}

impl Schema {
    pub(super) fn run(&self, terminal: &Terminal) -> anyhow::Result<Outcome> {
        terminal.print(self.name.render().as_bytes())
    }
}
