//! What must hold whatever the files hold that name a version.

use bstr::ByteSlice;

use super::bump::written;
use super::{FILES, spans, statements};

/// A bump writes the version where another one stood and leaves all else as it was, and a second one changes nothing.
/// The first byte of the input is the file.
pub fn version_files(input: &[u8]) {
    let Some((&which, text)) = input.split_first() else { return };
    let text = text.to_str_lossy().into_owned();
    match usize::from(which) % (FILES.len() + 2) {
        4 => is_written(&text, spans::cargo_lock(&text, |_, _| true), |text| spans::cargo_lock(text, |_, _| true)),
        5 => is_written(&text, spans::package_lock(&text, ""), |text| spans::package_lock(text, "")),
        file => {
            let path = FILES[file].0;
            let of = |text: &str| statements(path, text).into_iter().map(|stated| stated.span).collect::<Vec<_>>();
            is_written(&text, of(&text), of);
            let bumped = written(text.clone(), of(&text), NUMBER);
            assert!(statements(path, &bumped).iter().all(|stated| stated.version.number() == NUMBER));
        }
    }
}

const NUMBER: &str = "19.28.37-rc.46";

fn is_written(text: &str, mut spans: Vec<std::ops::Range<usize>>, again: impl Fn(&str) -> Vec<std::ops::Range<usize>>) {
    spans.sort_by_key(|span| span.start);
    assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "two places overlap");
    let bumped = written(text.to_owned(), spans.clone(), NUMBER);
    let (mut rest, mut at) = (bumped.as_str(), 0);
    for span in &spans {
        rest = rest.strip_prefix(&text[at..span.start]).expect("what stands before is as it was");
        rest = rest.strip_prefix(NUMBER).expect("the version is written");
        at = span.end;
    }
    assert_eq!(rest, &text[at..]);
    let places = again(&bumped);
    assert_eq!(places.len(), spans.len(), "{text:?} became {bumped:?}");
    assert_eq!(written(bumped.clone(), places, NUMBER), bumped);
}
