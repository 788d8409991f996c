//! `kdm schema`: JSON Schemas for editors.

use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::{outcome::Outcome, terminal::Terminal};
use crate::schema;

/// Print the JSON Schema of a file that people write.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Which.
    #[arg(value_parser = names())]
    name: schema::Schema,
}

fn names() -> impl TypedValueParser<Value = schema::Schema> {
    PossibleValuesParser::new(schema::Schema::ALL.map(|schema| PossibleValue::new(schema.name()))).try_map(
        |name| {
            schema::Schema::ALL
                .into_iter()
                .find(|schema| schema.name() == name)
                .ok_or("there is no such schema")
        },
    )
}

impl Schema {
    pub(super) fn run(&self, terminal: &Terminal) -> anyhow::Result<Outcome> {
        terminal.print(self.name.render().as_bytes())
    }
}
