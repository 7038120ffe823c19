use super::*;

/// Each command's words joined by `|`, open ones marked; subshells as brackets.
fn shown(text: &str) -> Vec<String> {
    let word = |word: &Word| format!("{}{}", word.text, if word.known().is_none() { "¿" } else { "" });
    let show = |step: &Step| match step {
        Step::Open => "(".to_owned(),
        Step::Close => ")".to_owned(),
        Step::Run(command) => command.words.iter().map(word).collect::<Vec<_>>().join("|"),
    };
    read(text).iter().map(show).collect()
}

#[test]
fn commands_are_told_apart_as_a_shell_does() {
    for (text, commands) in [
        ("a b; c && d || e | f & g", &["a|b", "c", "d", "e", "f", "g"][..]),
        ("a \\\n  b\nc # d; e\n# f", &["a|b", "c"]),
        ("a 'b; c' \"d && e\" f\\ g ''", &["a|b; c|d && e|f g|"]),
        ("(cd x && a); b", &["(", "cd|x", "a", ")", "b"]),
        ("A=1 B='2 3' a >x 2>&1 <y b", &["a|b"]),
        ("a &> x; b >| y; c >> z d", &["a", "b", "c|d"]),
        ("if a; then b; else c; fi; ! d", &["a", "b", "c", "d"]),
        ("for x in 1 2; do a; done", &["a"]),
        ("{ a; }", &["a"]),
        ("a <<EOF | b\nrm -rf /\nEOF\nc", &["a", "b", "c"]),
        ("a <<< 'x y' b", &["a|b"]),
    ] {
        assert_eq!(shown(text), commands, "{text}");
    }
}

#[test]
fn what_only_the_shell_or_a_reader_can_fill_in_is_open() {
    for (text, commands) in [
        ("a $B ${C:-d e} $(f; g) `h i` \"x$J\"", "a|$B¿|${C:-d e}¿|$(f; g)¿|`h i`¿|x$J¿"),
        ("a '$B' $ 5$", "a|$B|$|5$"),
        ("a <version> v<이전 버전>", "a|<version>¿|v<이전 버전>¿"),
        ("a *.sql {b,c} ~/d", "a|*.sql¿|{b,c}¿|~/d¿"),
        ("a vX.Y.Z [name] ... SERVICE_NAME your-app", "a|vX.Y.Z¿|[name]¿|...¿|SERVICE_NAME¿|your-app¿"),
        ("a=(x y) f() <(b c)", "f()¿|<(b c)¿"),
    ] {
        assert_eq!(shown(text), [commands], "{text}");
    }
}

#[test]
fn lines_assignments_files_and_input_belong_to_their_command() {
    let steps = read("a\n\nPGPASSWORD=x psql \\\n -f y >z <<-SQL\n\tDROP TABLE t;\n\tSQL\nb\n");
    let commands: Vec<&Command> =
        steps.iter().filter_map(|s| if let Step::Run(command) = s { Some(command) } else { None }).collect();
    assert_eq!(commands.iter().map(|command| command.line).collect::<Vec<_>>(), [1, 3, 7]);
    let psql = commands[1];
    assert_eq!((psql.assignments[0].0.as_str(), psql.assignments[0].1.text.as_str()), ("PGPASSWORD", "x"));
    assert_eq!((psql.files[0].text.as_str(), psql.input.as_str()), ("z", "\tDROP TABLE t;\n"));
}

#[test]
fn a_word_of_the_grammar_is_one_only_where_a_command_begins() {
    for (text, words) in [(">x until", "until"), ("A=1 if b", "if|b"), ("if a", "a")] {
        let [Step::Run(command)] = &read(text)[..] else { panic!("{text}") };
        assert_eq!((shown(text)[0].as_str(), command.line), (words, 1), "{text}");
    }
}

#[test]
fn the_program_is_what_wrappers_run() {
    for (text, program) in [
        ("sudo -u www ./x y", "./x"),
        ("env -i A=1 time x", "x"),
        ("timeout -k 5 10 x", "x"),
        ("uv run x", "x"),
        ("uv sync", "uv"),
        ("sudo", ""),
        ("x sudo", "x"),
    ] {
        let [Step::Run(command)] = &read(text)[..] else { panic!("{text}") };
        assert_eq!(command.program().first().map_or("", |word| &*word.text), program, "{text}");
    }
}

#[test]
fn hostile_text_ends_in_time_and_without_panic() {
    for unit in ["(", ")", "$(", "${", "`", "'", "\"", "\\", "<<A\n", "<", ">", "&", "a=(", "<<<", "$'", "{", "가<나"]
    {
        read(&unit.repeat(200_000 / unit.len()));
    }
}
