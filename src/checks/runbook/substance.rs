//! What says something, and what only stands for what was never written.

use unicode_normalization::UnicodeNormalization;

use super::markdown::Block;

/// Stand for something whatever follows them.
const OPENINGS: [&str; 24] = [
    "tbd",
    "tba",
    "tbc",
    "todo",
    "fixme",
    "wip",
    "coming soon",
    "work in progress",
    "under construction",
    "lorem ipsum",
    "to be added",
    "to be announced",
    "to be completed",
    "to be confirmed",
    "to be decided",
    "to be defined",
    "to be determined",
    "to be documented",
    "to be filled",
    "to be written",
    "not yet defined",
    "not yet documented",
    "not yet written",
    "fill in",
];

/// The same in Korean; `추후` and what is to be done later are two words.
const KOREAN_OPENINGS: [&str; 16] = [
    "작성 예정",
    "작성예정",
    "추가 예정",
    "추후 작성",
    "추후 추가",
    "추후 기재",
    "추후 정의",
    "추후 보완",
    "추후 업데이트",
    "추후 공지",
    "미정",
    "미작성",
    "작성 중",
    "작성중",
    "작성 필요",
    "준비 중",
];

/// How a Korean placeholder may end.
const KOREAN_ENDINGS: [&str; 9] = ["입니다", "임", "이다", "합니다", "하겠", "할", "될", "됩니다", "함"];

/// Stand for something if nothing else is said.
const ALONE: [&str; 9] = ["none", "n/a", "na", "xxx", "placeholder", "empty", "해당 없음", "없음", "내용 없음"];

/// So many letters are a sentence; a Korean syllable says as much as two letters or more.
const SENTENCE: usize = 8;

/// Whether these blocks tell an operator anything: a command, a link, a list, or a sentence that is no placeholder.
pub fn has_substance<'b>(blocks: impl Iterator<Item = &'b Block>) -> bool {
    let (mut weight, mut said) = (0, 0);
    for block in blocks.filter(|block| !is_placeholder(&block.text)) {
        let own: usize =
            block.text.chars().filter(|c| c.is_alphanumeric()).map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let leads = block.links.iter().any(|destination| !is_placeholder(destination) && destination != "#");
        if leads || (block.code && own > 0) {
            return true;
        }
        weight += own;
        said += usize::from(own > 0);
    }
    weight >= SENTENCE || said > 1
}

/// Whether a text only says that there should be one: `TODO: …`, `N/A`, `추후 작성`, `[describe]`.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let bracketed = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    if bracketed.is_some_and(|inner| !inner.contains(['[', ']'])) {
        return true;
    }
    let text = text.nfc().collect::<String>().to_lowercase();
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    ALONE.contains(&text)
        || OPENINGS.iter().any(|opening| text.strip_prefix(opening).is_some_and(ends))
        || KOREAN_OPENINGS.iter().any(|opening| {
            let rest = text.strip_prefix(opening);
            rest.is_some_and(|rest| ends(rest) || KOREAN_ENDINGS.iter().any(|ending| rest.starts_with(ending)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_something_unwritten_is_a_placeholder() {
        for text in [
            "TBD",
            "TODO: write this down",
            "_To be determined._",
            "N/A",
            "None.",
            "(추후 작성)",
            "추후 작성하겠습니다.",
            "작성 예정입니다",
            "미정",
            "[Describe the steps]",
            "# TODO add the command",
            "해당 없음",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "To be safe, stop the workers first.",
            "None of the workers may run.",
            "N/A: the service keeps no state",
            "추후 장애가 반복되면 증설한다",
            "준비 중인 서버를 재시작한다",
            "- [x](y) and [z](y)",
            "Nation",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
