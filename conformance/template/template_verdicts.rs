//! The side of kdm in `conformance/template`: reads texts from stdin, each with a NUL behind it, and prints for each
//! one line, `ok` or `error OFFSET MESSAGE`. With `--functions` it prints the functions that it knows.

use std::io::{self, BufWriter, Read, Write};

use kdm::{
    consumer::functions::{RKE_FUNCTIONS, TEMPLATE_NAME, is_function},
    source::{Arena, template},
};

fn main() -> anyhow::Result<()> {
    let mut output = BufWriter::new(io::stdout().lock());
    if std::env::args().any(|argument| argument == "--functions") {
        writeln!(output, "{}", RKE_FUNCTIONS.join("\n"))?;
        return Ok(output.flush()?);
    }
    let mut texts = String::new();
    io::stdin().lock().read_to_string(&mut texts)?;
    let mut arena = Arena::new();
    for text in texts.split_terminator('\0') {
        match template::parse(TEMPLATE_NAME, text, &arena, is_function) {
            Ok(_) => writeln!(output, "ok")?,
            Err(error) => {
                let message = error.to_string().replace('\n', " ");
                writeln!(output, "error {} {message}", error.at.start)?;
            }
        }
        arena.reset();
    }
    Ok(output.flush()?)
}
