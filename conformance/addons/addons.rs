//! The side of kdm in `conformance/addons`: prints for each field that it knows of the data of an addon one line
//! `ADDON\tstruct|map\tFIELD\tIMAGE`, where IMAGE is Go's name of the field of `RKESystemImages` that it is, or nothing.

use std::io::{self, BufWriter, Write};

use kdm::consumer::AddonData;

fn main() -> anyhow::Result<()> {
    let mut output = BufWriter::new(io::stdout().lock());
    for data in AddonData::all() {
        let kind = if data.is_struct { "struct" } else { "map" };
        for field in data.fields() {
            let image = data.image(field).map(|image| format!("{image:?}"));
            writeln!(output, "{}\t{kind}\t{field}\t{}", data.addon, image.unwrap_or_default())?;
        }
    }
    Ok(output.flush()?)
}
