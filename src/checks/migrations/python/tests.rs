use super::*;

fn broken_at(source: &[u8]) -> Option<usize> {
    read(source).broken.map(|broken| broken.line)
}

#[test]
fn what_is_no_python_is_said_to_be_broken_and_where() {
    for (source, line) in [
        (&b"a = 1\nx = '''\n"[..], 2),
        (b"revision = (\n'a'\n", 3),
        (b"a = 1\n<<<<<<< HEAD\n", 2),
        (b"a = 1\nb = \xff\n", 2),
        (b"def f():\n  return\n print\n", 3),
    ] {
        assert_eq!(broken_at(source), Some(line), "{}", source.as_bstr());
    }
    for source in ["", "x = '<<<<<<< '\n", "match x:\n    case 1: pass\n", "type A = int\n", "async def f(): await x\n"]
    {
        assert_eq!(broken_at(source.as_bytes()), None, "{source}");
    }
}

#[test]
fn hostile_bytes_end_in_time_and_without_panic() {
    for source in [&b"\xff\xfe\x00'"[..], b"\\", b"'\\", b"revision = ", b"revision: ", b"=", b")]}", b"f'", b"\x00"] {
        read(source);
    }
    read(format!("down_revision = {}{}", "(".repeat(100_000), ")".repeat(100_000)).as_bytes());
    for unit in ["-", "not ", "lambda: ", "1 + ", "a.", "f(", "[", "a if b else ", "{1:", "await ", "*", "f'{", "@"] {
        for times in [190, 490, 100_000] {
            read(format!("x = {}1\n", unit.repeat(times)).as_bytes());
        }
    }
    let mut nested = String::new();
    (0..390).for_each(|depth| nested.push_str(&format!("{}if x:\n", " ".repeat(depth))));
    read(nested.as_bytes());
    read("revision = 'a'\n".repeat(50_000).as_bytes());
}

#[test]
fn a_digest_changes_with_what_is_done_and_not_with_how_it_is_written() {
    let meaning =
        |source: &str| meaning(source.as_bytes(), |name| name == "downgrade", |name| name == "revision").unwrap();
    let first =
        meaning("import x\nrevision = 'a'\ndef upgrade():\n    op.add_column('t', c)\ndef downgrade():\n    pass\n");
    let same = "\"\"\"About.\"\"\"\nrevision: str = \"b\"\n\ndef upgrade() -> None:\n    '''Why.'''\n    # so\n    \
                op.add_column(\n        \"t\",\n        c,\n    )\n\n\ndef downgrade():\n    pass\n";
    assert_eq!(meaning(same), first);
    let up = meaning("def upgrade():\n    op.add_column('u', c)\ndef downgrade():\n    pass\n");
    assert!(up.up != first.up && up.down == first.down);
    let down = meaning("def upgrade():\n    op.add_column('t', c)\ndef downgrade():\n    op.drop_column('t', 'c')\n");
    assert!(down.up == first.up && down.down != first.down);
    let helper = meaning("N = 2\ndef upgrade():\n    op.add_column('t', c)\ndef downgrade():\n    pass\n");
    assert!(helper.up != first.up);
}
