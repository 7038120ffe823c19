//! How a value is to be written so that all who read it here have the same.

use std::collections::BTreeSet;

use crate::checks::secrets::env::readers::OfFile;
use crate::dotenv::{Entry, Value};

/// What to type, found by reading each spelling as the readers do.
pub fn alike(entry: &Entry, readers: &OfFile) -> String {
    let Entry { name, written, line, .. } = entry;
    let spellings = [
        (format!("A={written}"), "without quotes"),
        (format!("A='{written}'"), "between single quotes"),
        (format!("A=\"{written}\""), "between double quotes"),
        (format!("A=\"{}\"", written.replace('\n', "\\n")), "between double quotes, with `\\n` for each line end"),
    ];
    let found = spellings.iter().find(|(spelling, _)| is_read_alike(spelling, written, readers));
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match found {
        Some((_, how)) if is_name => {
            format!("on line {line}, write `{name}=` and the value {how}, with no blank around `=`")
        }
        Some(_) => format!("on line {line}, give the variable a name of A-Z, 0-9 and `_`"),
        None => format!(
            "no way to write the value of `{name}` is read alike by all of them: choose one without quotes, `#`, `$`, `\\` \
             and line ends, or have one program read the file and hand it on"
        ),
    }
}

fn is_read_alike(spelling: &str, written: &str, readers: &OfFile) -> bool {
    // Where another line follows, a `\` at the end of this one takes it along.
    let text = format!("{spelling}\nB=\n");
    let readings = readers.dialects.keys().map(|dialect| dialect.read(&text));
    let values: BTreeSet<Option<String>> = readings
        .map(|reading| match reading.get("A") {
            Some(Value::Text(text)) => Some(text.clone()),
            Some(Value::Unknown) | None => None,
        })
        .collect();
    values.len() == 1 && values.contains(&Some(written.to_owned()))
}
