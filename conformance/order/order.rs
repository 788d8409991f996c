//! The side of kdm in `conformance/order`: reads lines `LIBRARY\tA\tB` from stdin and prints for each one of `<`, `=` and
//! `>`, or `!` where the library's parser refuses one of the two. The libraries: `blang` is blang/semver's `Make`,
//! `tolerant` its `ParseTolerant`, and `mcuadros` the order of mcuadros/go-version, which refuses nothing.

use std::{
    cmp::Ordering,
    io::{self, BufRead, BufWriter, Write},
};

use anyhow::{Context, bail};
use kdm::{consumer::mcuadros, model::version::Version};

fn main() -> anyhow::Result<()> {
    let mut output = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let fields: Vec<_> = line.split('\t').collect();
        let [library, a, b] = fields[..] else { bail!("`{line}` is not `LIBRARY\\tA\\tB`") };
        let order = order(library, a, b).with_context(|| format!("in `{line}`"))?;
        let sign = match order {
            Some(Ordering::Less) => "<",
            Some(Ordering::Equal) => "=",
            Some(Ordering::Greater) => ">",
            None => "!",
        };
        writeln!(output, "{sign}")?;
    }
    Ok(output.flush()?)
}

fn order(library: &str, a: &str, b: &str) -> anyhow::Result<Option<Ordering>> {
    let parse = match library {
        "blang" => Version::parse,
        "tolerant" => Version::parse_tolerant,
        "mcuadros" => return Ok(Some(mcuadros::compare(a, b))),
        other => bail!("there is no library `{other}`"),
    };
    Ok(parse(a).ok().zip(parse(b).ok()).map(|(a, b)| a.cmp(&b)))
}
