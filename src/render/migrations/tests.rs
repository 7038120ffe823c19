use super::*;

/// Revisions given as id and parents, the newest first.
fn survey(told: &[(&str, &str)]) -> Survey {
    let named = |name: &str| told.iter().filter(|(_, parents)| parents.split(' ').any(|one| one == name)).count();
    let revision = |(id, parents): &(&str, &str)| Revision {
        id: (*id).to_owned(),
        subject: None,
        path: format!("db/{id}.py").into(),
        parents: parents.split_whitespace().map(ToOwned::to_owned).collect(),
        depends_on: Vec::new(),
        labels: Vec::new(),
        reversible: None,
        followers: named(id),
        is_new: true,
    };
    let revisions = told.iter().map(revision).collect();
    let lineage = Lineage { framework: "alembic", tool: "Alembic", folders: vec!["db".into()], revisions };
    Survey { commit: None, since: None, lineages: vec![lineage], findings: 0 }
}

fn shown(survey: &Survey, format: Format) -> String {
    render(survey, format, Stream::Stdout)
}

/// The columns of lines alone.
fn drawn(told: &[(&str, &str)]) -> Vec<String> {
    let survey = survey(told);
    let revisions = &survey.lineages[0].revisions;
    let mut lanes = lanes::Lanes::above(revisions);
    revisions.iter().map(|revision| lanes.row(revision)).collect()
}

#[test]
fn a_branch_is_a_line_beside_the_others_until_it_meets_them() {
    assert_eq!(drawn(&[("c", "b"), ("b", "a"), ("a", "")]), ["●", "○", "○"]);
    assert_eq!(drawn(&[("d", "b c"), ("b", "a"), ("c", "a"), ("a", "")]), ["●─╮", "○ │", "│ ○", "○─╯"]);
    assert_eq!(drawn(&[("b", "a"), ("c", "a"), ("d", "a"), ("a", "")]), ["●", "│ ●", "│ │ ●", "○─┴─╯"]);
    assert_eq!(
        drawn(&[("x", "z"), ("y", "z"), ("w", "v"), ("z", "u t"), ("v", ""), ("u", ""), ("t", "")]),
        ["●", "│ ●", "│ │ ●", "○─┴─┼─╮", "│   ○ │", "○     │", "      ○"]
    );
}

#[test]
fn a_line_leads_to_nothing_that_is_missing_or_was_there_before() {
    assert_eq!(drawn(&[("b", "lost"), ("a", "")]), ["●", "●"]);
    assert_eq!(drawn(&[("a", "b"), ("b", "a"), ("c", "c")]), ["○", "○", "○"]);
    assert_eq!(drawn(&[("a", "b"), ("a", "b"), ("b", "")]), ["●", "│ ●", "○─╯"]);
}

#[test]
fn what_is_too_wide_to_be_followed_is_cut() {
    let ids: Vec<String> = (0..30).map(|n| format!("h{n}")).collect();
    let told: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "a")).chain([("a", "")]).collect();
    assert!(drawn(&told).iter().all(|row| row.chars().count() <= 25));
    let all = ids.join(" ");
    let told: Vec<(&str, &str)> =
        [("m", all.as_str()), ("n", &all)].into_iter().chain(ids.iter().map(|id| (id.as_str(), ""))).collect();
    assert_eq!(drawn(&told)[0], "●─┬─┬─┬─┬─┬─┬─┬─┬─┬─┬─┬─…");
}

#[test]
fn no_row_is_wider_than_a_terminal_whatever_the_names_are() {
    let mut survey = survey(&[("b", "a"), ("a", "")]);
    let revision = &mut survey.lineages[0].revisions[0];
    revision.id = "아".repeat(300);
    revision.subject = Some("표를 더한다 ".repeat(50));
    revision.labels = vec!["label".repeat(50)];
    survey.lineages[0].revisions[1].subject = Some("\u{1b}[31mred\u{202e}".repeat(9));
    let text = shown(&survey, Format::Text);
    assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{text}");
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
}

#[test]
fn a_long_graph_is_cut_after_its_heads_and_what_is_new() {
    let ids: Vec<String> = (0..500).map(|n| format!("r{n}")).collect();
    let told: Vec<(&str, &str)> =
        (0..500).map(|n| (ids[n].as_str(), ids.get(n + 1).map_or("", String::as_str))).collect();
    let mut survey = survey(&told);
    let text = shown(&survey, Format::Text);
    assert!(text.contains("○  r19 r19.py\n… 480 more; "), "{text}");
    survey.since = Some("v1.0.0".parse().unwrap());
    survey.lineages[0].revisions.iter_mut().skip(30).for_each(|revision| revision.is_new = false);
    let text = shown(&survey, Format::Text);
    assert!(
        text.contains("500 migrations, 1 head; 30 new since v1.0.0\n")
            && text.contains("r29 (new) r29.py\n… 470 more; "),
        "{text}"
    );
    survey.lineages[0].revisions.iter_mut().for_each(|revision| revision.is_new = true);
    let text = shown(&survey, Format::Text);
    assert!(text.contains("… 440 more, 440 of them new; "), "{text}");
}

#[test]
fn a_drawing_quotes_whatever_a_name_holds_and_shows_what_is_missing() {
    let mut survey = survey(&[("b", "a"), ("a", "lost")]);
    survey.lineages[0].revisions[0].subject = Some("\"]; x -> y \\N `<b>` #quot;\n".into());
    survey.lineages[0].revisions[0].depends_on = vec!["a".into()];
    let dot = shown(&survey, Format::Dot);
    assert!(dot.contains(r#"n0 [label="b\n\"]; x -> y \\N `<b>` #quot;\\n\nhead"];"#), "{dot}");
    assert!(dot.contains("n1 -> n0;") && dot.contains("n1 -> n0 [style=dashed];"), "{dot}");
    assert!(dot.contains(r#"n2 [label="lost\nis missing", style=dashed];"#) && dot.contains("n2 -> n1;"), "{dot}");
    let mermaid = shown(&survey, Format::Mermaid);
    let quoted = "#34;#93;#59; x -#62; y #92;N #96;#60;b#62;#96; #35;quot#59;#92;n";
    assert!(mermaid.contains(&format!("n0[\"b<br/>{quoted}<br/>head\"]")), "{mermaid}");
    assert!(mermaid.contains("n1 -.-> n0") && mermaid.contains("n2[\"lost<br/>is missing\"]"), "{mermaid}");
}
