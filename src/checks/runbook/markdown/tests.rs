use super::*;

fn anchors(text: &str) -> Vec<String> {
    let mut anchors: Vec<String> = read(text).unwrap().anchors.into_iter().collect();
    anchors.sort();
    anchors
}

#[test]
fn headings_have_the_anchors_that_github_gives_them() {
    for (heading, anchor) in [
        ("## 롤백 절차", "롤백-절차"),
        ("## 증설/축소", "증설축소"),
        ("## 비상 연락처 (Emergency Contacts)", "비상-연락처-emergency-contacts"),
        ("## 모니터링·알림", "모니터링알림"),
        ("## 한글 제목 — 대시", "한글-제목--대시"),
        ("## 🚀 Deploy", "-deploy"),
        ("## ⚙️ Config", "\u{fe0f}-config"),
        ("## :rocket: Ship", "rocket-ship"),
        ("## 1. Health Check", "1-health-check"),
        ("## `docker compose` up", "docker-compose-up"),
        ("## See [the docs](x.md)", "see-the-docs"),
        ("## A ![logo](l.png) B", "a--b"),
        ("## snake_case & more", "snake_case--more"),
        ("## Step ① and ½", "step--and-"),
        ("Setext\n======", "setext"),
        ("## \u{1105}\u{1169}\u{11af}\u{1107}\u{1162}\u{11a8}", "\u{1105}\u{1169}\u{11af}\u{1107}\u{1162}\u{11a8}"),
        ("<h2 align=\"center\"><b>In</b> HTML</h2>", "in-html"),
    ] {
        assert_eq!(anchors(heading), [anchor], "{heading}");
    }
}

#[test]
fn explicit_anchors_count_and_comments_do_not() {
    assert_eq!(anchors("<a id=\"one\"></a>\n\ntext <a name='two'></a>\n\n<!-- <a id=\"three\"> -->"), ["one", "two"]);
}

#[test]
fn links_are_found_in_markdown_and_html_and_not_in_code() {
    let text =
        "[a](b.md) ![i](<p q.png>)\n\n<a href=\"c.md\">c</a>\n\n`[x](y)`\n\n```\n[x](y)\n```\n[r][l]\n\n[l]: d.md\n";
    let links: Vec<(String, usize)> =
        read(text).unwrap().links.into_iter().map(|link| (link.destination, link.line)).collect();
    let expected = [("b.md", 1), ("p q.png", 1), ("c.md", 3), ("d.md", 10)];
    assert_eq!(links, expected.map(|(destination, line)| (destination.to_owned(), line)));
}

#[test]
fn blocks_of_code_have_their_language_and_the_line_of_their_text() {
    let text = "# A\n\n```Bash title=x\na \\\n  b\n```\n\n- x\n\n  ~~~\n  c\n    d\n  ~~~\n\n> ```{sql}\n> e\n> ```\n\n    f\n";
    let fences = read(text).unwrap().fences;
    let shown: Vec<_> = fences.iter().map(|f| (f.language.as_str(), f.text.as_str(), f.line)).collect();
    assert_eq!(shown, [("bash", "a \\\n  b\n", 4), ("", "c\n  d\n", 11), ("", "e\n", 16), ("", "f\n", 19)]);
}

#[test]
fn only_what_is_meant_as_a_reference_can_be_undefined() {
    let undefined = read("[x] and [TODO]: a[i][j], [text][nope]\nand [gone][]\n").unwrap().undefined;
    assert_eq!(undefined, [("nope".to_owned(), 1), ("gone".to_owned(), 2)]);
}

#[test]
fn hostile_markdown_ends_in_time_and_without_panic() {
    for unit in
        ["[", "[a][b]", "![a](", "> ", "* a\n", "<a id=", "<!--", "`", "*a_", "# a\n", "|a", "[^1]", "\u{1F680}[x][]"]
    {
        read(&unit.repeat(100_000 / unit.len())).unwrap();
    }
}
