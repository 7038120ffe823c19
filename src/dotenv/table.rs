//! 89 lines, each with what six programs made of it when they were asked. A row
//! of `table.jsonl`: the file, a name, and its value for each dialect in the
//! order of `Dialect::ALL`: `null` where it is not set, `true` where the shell
//! carries something out.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};

use super::{Dialect, Reading, Value};

fn rows() -> Vec<(String, String, Vec<Json>)> {
    let row = |line: &str| {
        let mut cells: Vec<Json> = serde_json::from_str(line).unwrap();
        let values = cells.split_off(2);
        let mut words = cells.into_iter().map(|cell| cell.as_str().unwrap().to_owned());
        (words.next().unwrap(), words.next().unwrap(), values)
    };
    include_str!("table.jsonl").lines().map(row).collect()
}

fn as_json(value: Option<&Value>) -> Json {
    match value {
        None => Json::Null,
        Some(Value::Text(text)) => json!(text),
        Some(Value::Unknown) => json!(true),
    }
}

#[test]
fn each_dialect_reads_89_lines_as_its_program_does() {
    let rows = rows();
    assert_eq!(rows.len(), 89);
    let mut wrong = Vec::new();
    for (file, name, values) in &rows {
        for (dialect, expected) in Dialect::ALL.into_iter().zip(values) {
            let read = as_json(dialect.read(file).get(name));
            if &read != expected {
                wrong.push(format!("{file:?}: {} reads {read}, not {expected}", dialect.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What programs are given: the lines of the table and, made of the pieces that
/// readers trip over, lines nobody has thought of.
fn corpus() -> Vec<String> {
    const PIECES: [&str; 26] = [
        "=", "\"", "'", "`", "#", " #", " ", "\\", "\\n", "$B", "${B}", "${N:-d}", "x", "yz", "\n", "\t", "$$", "é",
        ";", "&", "|", ")", "<", "\r\n", "export ", "D=",
    ];
    let mut state = 7_u32;
    let mut next = move |bound: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state as usize / 65_536 % bound
    };
    let made = (0..300).map(|_| {
        let value: String = (0..=next(6)).map(|_| PIECES[next(PIECES.len())]).collect();
        format!("B=1\nA={value}\nC=3\n")
    });
    rows().into_iter().map(|(file, ..)| file).chain(made).collect()
}

#[test]
fn no_text_makes_a_dialect_panic() {
    for file in corpus() {
        for cut in (0..file.len()).filter(|&cut| file.is_char_boundary(cut)) {
            for dialect in Dialect::ALL {
                dialect.read(&file[cut..]);
            }
        }
    }
}

/// Runs a program that reads a JSON list of files and answers with what each sets.
fn ask(program: &str, arguments: &[&str], files: &[String]) -> Option<Vec<BTreeMap<String, Option<String>>>> {
    let mut child = Command::new(program)
        .args(arguments)
        .env("HOME", "/root")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(&serde_json::to_vec(files).ok()?).ok()?;
    serde_json::from_slice(&child.wait_with_output().ok()?.stdout).ok()
}

/// Where both know: a value that the reader can't tell is no disagreement.
fn differences(dialect: Dialect, program: &str, arguments: &[&str]) -> Vec<String> {
    let files = corpus();
    let Some(answers) = ask(program, arguments, &files) else {
        eprintln!("skipped: {} is not to be had here", dialect.name());
        return Vec::new();
    };
    assert_eq!(answers.len(), files.len());
    let differs = |(file, answer): (&String, &BTreeMap<String, Option<String>>)| {
        let reading = dialect.read(file);
        let ours = settled(&reading);
        let theirs: BTreeMap<&str, &str> =
            answer.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_deref()?))).collect();
        let same = ours.len() == theirs.len()
            && ours
                .iter()
                .all(|(name, value)| theirs.get(name).is_some_and(|theirs| value.is_none_or(|v| v == *theirs)));
        (!same).then(|| format!("{file:?}: {theirs:?}, not {ours:?}"))
    };
    files.iter().zip(&answers).filter_map(differs).collect()
}

fn settled(reading: &Reading) -> BTreeMap<&str, Option<&str>> {
    fn text(value: &Value) -> Option<&str> {
        if let Value::Text(text) = value { Some(text) } else { None }
    }
    reading.iter().map(|(name, value)| (name.as_str(), text(value))).collect()
}

#[test]
fn python_dotenv_itself_agrees() {
    const ASK: &str = "import io, json, os, sys\nfrom dotenv import dotenv_values\nos.environ.clear()\n\
        print(json.dumps([dotenv_values(stream=io.StringIO(text, None)) for text in json.load(sys.stdin)]))";
    let differences = differences(Dialect::PythonDotenv, "python3", &["-c", ASK]);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn node_itself_agrees() {
    const ASK: &str = "const {parseEnv} = require('util'), files = JSON.parse(require('fs').readFileSync(0, 'utf8'));\
        console.log(JSON.stringify(files.map(parseEnv)))";
    let differences = differences(Dialect::Node, "node", &["-e", ASK]);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Where npm's package is installed: `NODE_PATH` says.
#[test]
fn npm_dotenv_itself_agrees() {
    const ASK: &str = "const {parse} = require('dotenv'), files = JSON.parse(require('fs').readFileSync(0, 'utf8'));\
        console.log(JSON.stringify(files.map(file => parse(file))))";
    let differences = differences(Dialect::NpmDotenv, "node", &["-e", ASK]);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Each file is sourced in a shell of its own, with nothing in its environment.
#[test]
fn bash_itself_agrees() {
    const ASK: &str = "import json, os, subprocess, sys, tempfile\n\
        script = 'set -a; . %s >/dev/null 2>&1; exec env -0'\n\
        def ask(text):\n\
        \x20   with tempfile.NamedTemporaryFile() as file:\n\
        \x20       file.write(text.encode()); file.flush()\n\
        \x20       out = subprocess.run(['/bin/bash', '-c', script % file.name], env={}, cwd=tempfile.gettempdir(),\n\
        \x20           stdin=subprocess.DEVNULL, capture_output=True).stdout.decode()\n\
        \x20   pairs = (pair.split('=', 1) for pair in out.split('\\0') if pair)\n\
        \x20   return {name: value for name, value in pairs if name not in ('PWD', 'SHLVL', '_', 'OLDPWD')}\n\
        print(json.dumps([ask(text) for text in json.load(sys.stdin)]))";
    let differences = differences(Dialect::Bash, "python3", &["-c", ASK]);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
