use super::*;

#[test]
fn each_line_of_a_text_knows_where_it_stands() {
    for (source, text, lines) in [
        ("x = 'a\\nb'", "a\nb", vec![1, 1]),
        ("x = '''a\nb\n'''", "a\nb\n", vec![1, 2, 3]),
        ("x = '''\\\na\nb'''", "a\nb", vec![2, 3]),
        ("x = ('a '\n 'b'\n 'c')", "a \nbc", vec![1, 2]),
        ("x = 'a ' + \\\n 'b'", "a \nb", vec![1, 2]),
        ("\ny = 'b'\nx = f'a {y}'", "a \nb", vec![3, 2]),
        ("x = r'a\\nb'", "a\\nb", vec![1]),
        ("x = 'a\\x0ab'", "a\nb", vec![1, 1]),
    ] {
        let code = code(source.as_bytes()).unwrap();
        let known = Scope::of(&code).text(&Term::Name("x".into())).unwrap();
        assert_eq!((known.text.as_str(), &known.lines), (text, &lines), "{source}");
    }
}

#[test]
fn what_may_be_otherwise_is_not_known() {
    for source in
        ["if a:\n    x = 'b'\n", "x = f'{y}'", "x = 'a' % y", "x, y = 'a', 'b'", "x = 'a'\nfor i in j:\n    x += 'b'"]
    {
        let code = code(source.as_bytes()).unwrap();
        assert_eq!(Scope::of(&code).text(&Term::Name("x".into())), None, "{source}");
    }
}

#[test]
fn a_text_that_grows_without_end_is_given_up() {
    let code = code(format!("x = 'abcdefgh'\n{}", "x = x + x\n".repeat(1_000)).as_bytes()).unwrap();
    assert_eq!(Scope::of(&code).text(&Term::Name("x".into())), None);
}

#[test]
fn a_chain_of_calls_is_one_call_with_those_before_it() {
    let code = code(b"a.b(1).c['d'].e(f=True)\ng = lambda: h()\n").unwrap();
    let [Step::Call(call), Step::Assign { .. }] = &code.body[..] else { panic!("{:?}", code.body) };
    assert_eq!((call.name.as_str(), call.verb(), call.says("f")), ("c.[].e", "e", true));
    assert_eq!(call.chain().map(|call| call.name.as_str()).collect::<Vec<_>>(), ["c.[].e", "a.b"]);
}
