use time::macros::date;

use super::*;

const TODAY: Date = date!(2026 - 06 - 15);

fn proofs(holds: bool) -> BTreeMap<String, Proof> {
    let seen = vec![if holds { "✓ all is well" } else { "✗ a secret" }.to_owned()];
    [("secrets".to_owned(), Proof { holds, seen })].into()
}

fn update(list: &mut Checklist, tree: &str, holds: bool) -> Outcome {
    list.update(tree, &["- Version: v1.0.0".to_owned()], &proofs(holds))
}

const LIST: &str = "# T-1

<!-- precheck:facts -->

- [ ] No secret <!-- precheck:secrets -->
  1. [x] Rehearsed
- [~] Mails N/A: nobody gets any
- [~] Without a reason
- [ ] Open

```
- [ ] an example <!-- precheck:secrets -->
```

Ada's — Name: ____ Date: ____
";

#[test]
fn evidence_ticks_and_unticks_its_box_and_nothing_else_is_touched() {
    let mut list = Checklist::parse(LIST);
    let outcome = update(&mut list, "t1", true);
    assert_eq!((outcome.open, &outcome.contradicted, &outcome.unknown), (2, &vec![], &vec![]));
    let expected = LIST
        .replace("# T-1", "<!-- precheck:tree t1 -->\n# T-1")
        .replace("facts -->\n", "facts -->\n- Version: v1.0.0 <!-- precheck -->\n")
        .replacen(
            "- [ ] No secret <!-- precheck:secrets -->",
            "- [x] No secret <!-- precheck:secrets -->\n  - ✓ all is well <!-- precheck -->",
            1,
        );
    assert_eq!(list.to_string(), expected);
    // Again and again the same.
    let mut again = Checklist::parse(&expected);
    update(&mut again, "t1", true);
    assert_eq!(again.to_string(), expected);
    // Another tree, other evidence: no contradiction, only news.
    let outcome = update(&mut again, "t2", false);
    assert_eq!(outcome.contradicted, vec![]);
    assert!(
        again.to_string().contains("- [ ] No secret <!-- precheck:secrets -->\n  - ✗ a secret <!-- precheck -->\n")
    );
}

#[test]
fn a_box_that_a_hand_has_ticked_against_the_evidence_is_told_and_unticked() {
    let mut list = Checklist::parse(LIST);
    update(&mut list, "t1", false);
    let ticked = list.to_string().replace("- [ ] No secret", "- [x] No secret");
    let mut list = Checklist::parse(&ticked);
    let outcome = update(&mut list, "t1", false);
    assert_eq!(outcome.contradicted, [(7, "No secret".to_owned())]);
    assert!(list.to_string().contains("- [ ] No secret"));
    // Neither is it settled by a reason.
    let mut list = Checklist::parse(&ticked.replace("- [x] No secret", "- [~] No secret N/A: we know"));
    assert_eq!(update(&mut list, "t1", false).contradicted.len(), 1);
}

#[test]
fn evidence_that_there_is_none_of_is_told() {
    let mut list = Checklist::parse("- [x] All <!-- precheck:everything -->\n");
    let outcome = update(&mut list, "t1", true);
    assert_eq!(outcome.unknown, [(1, "everything".to_owned())]);
}

fn signed(line: &str) -> SignOff {
    SignOff::parse(line).unwrap()
}

#[test]
fn a_sign_off_needs_a_person_a_date_and_the_tree_it_was_given_for() {
    for (line, expected) in [
        ("Release — Name: Ada Lovelace Date: 2026-06-15", Ok(())),
        ("Release - Name: Ada Lovelace, Date: 2026/06/15", Ok(())),
        ("릴리스 책임자 — 이름: 김민준 일자: 2026년 6월 15일", Ok(())),
        ("승인자: 이서연 날짜: 2026.06.14", Ok(())),
        ("Release — Name: ____ Date: ____", Err(Void::Open)),
        ("Release — Name: ____ Date: 2026-06-15", Err(Void::NoName)),
        ("Release — Name: TBD Date: 2026-06-15", Err(Void::NoName)),
        ("Release — Name: xx Date: 2026-06-15", Err(Void::NoName)),
        ("Release — Name: <your name> Date: 2026-06-15", Err(Void::NoName)),
        ("릴리스 책임자 — 이름: 홍길동 일자: 2026-06-15", Err(Void::NoName)),
        ("Release — Name: Ada Lovelace Date: today", Err(Void::NoDate)),
        ("Release — Name: Ada Lovelace Date: 2026-02-30", Err(Void::NoDate)),
        ("Release — Name: Ada Lovelace Date: 2026-06-17", Err(Void::Future)),
        ("Release — Name: Ada Lovelace Date: 2026-06-15 <!-- precheck:signed t1 -->", Ok(())),
        ("Release — Name: Ada Lovelace Date: 2026-06-15 <!-- precheck:signed t0 -->", Err(Void::OtherTree)),
    ] {
        assert_eq!(signed(line).judge("t1", "t1", TODAY), expected, "{line}");
    }
    assert!(SignOff::parse("Name: of the service").is_none());
    assert!(SignOff::parse("Date: 2026-06-15, Name: Ada").is_none());
}

#[test]
fn a_sign_off_is_bound_to_the_tree_that_its_signer_had_before_them() {
    let mut list = Checklist::parse(LIST);
    update(&mut list, "t1", true);
    let filled = list.to_string().replace("Name: ____ Date: ____", "Name: Ada Lovelace Date: 2026-06-15");
    let mut list = Checklist::parse(&filled);
    // Not bound yet, it counts for the tree that the file names.
    assert_eq!(list.holding("t1", TODAY).len(), 1);
    assert_eq!(list.holding("t2", TODAY).len(), 0);
    update(&mut list, "t2", true);
    assert!(list.to_string().contains("Date: 2026-06-15 <!-- precheck:signed t1 -->\n"));
    assert_eq!(Checklist::parse(&list.to_string()).holding("t2", TODAY).len(), 0);
    assert_eq!(Checklist::parse(&list.to_string()).holding("t1", TODAY).len(), 1);
}

#[test]
fn one_person_signs_once_however_often() {
    let list = Checklist::parse(
        "<!-- precheck:tree t -->\nA — Name: Ada Lovelace Date: 2026-06-15\nB — Name: ada  LOVELACE Date: 2026-06-15\n\
         C — Name: Grace Hopper Date: 2026-06-15\n",
    );
    let names: Vec<_> = list.holding("t", TODAY).iter().map(|signoff| signoff.name.as_str()).collect();
    assert_eq!(names, ["Ada Lovelace", "Grace Hopper"]);
}

#[test]
fn both_templates_have_ten_sections_eight_sign_offs_and_the_same_evidence() {
    let evidence = |language| {
        let list = Checklist::template(language);
        let text = list.to_string();
        assert_eq!(text.lines().filter(|line| line.starts_with("## ")).count(), 11, "ten and the decision");
        assert_eq!(list.signoffs().count(), 8);
        let names = text.lines().filter_map(|line| line.split_once("<!-- precheck:")).map(|(_, name)| name.to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(evidence(Language::En), evidence(Language::Ko));
}
