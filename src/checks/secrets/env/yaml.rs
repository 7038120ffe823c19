//! YAML and JSON of which only a few keys matter, as plain values.

use serde_json::Value;

/// The documents of a file; none where it can't be read, and its own tool says why.
/// Both readers stop at nesting, sizes and repetitions that no real file has.
pub fn documents(bytes: &[u8]) -> Vec<Value> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { enforce_alias_anchor_ratio: false },
        with_snippet: false,
    };
    std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| serde_saphyr::from_multiple_with_options(text, options).ok())
        .unwrap_or_default()
}

/// What stands at a path of keys.
pub fn at<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v Value> {
    keys.iter().try_fold(value, |value, key| value.get(key))
}

/// The text that stands there.
pub fn text<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v str> {
    at(value, keys).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_read_and_keys_found_in_them() {
        let file = b"kind: A\nspec:\n  <<: {x: why}\n  \"n\": 1\n---\n{\"kind\": \"B\"}\n";
        let documents = documents(file);
        assert_eq!(documents.len(), 2);
        assert_eq!((text(&documents[0], &["spec", "x"]), text(&documents[1], &["kind"])), (Some("why"), Some("B")));
    }

    #[test]
    fn what_is_broken_deep_or_a_bomb_has_no_documents() {
        let tenfold = |i| format!("a{i}: &a{i} [{}]", vec![format!("*a{}", i - 1); 10].join(", "));
        let bomb = format!("a0: &a0 [x, x]\n{}\n", (1..9).map(tenfold).collect::<Vec<_>>().join("\n"));
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for broken in [b"a: [".as_slice(), b"\xff", b"a: b: c: d", bomb.as_bytes(), deep.as_bytes()] {
            assert!(documents(broken).is_empty());
        }
    }
}
