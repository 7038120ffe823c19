//! Values that stand where a secret should be. The rules go by whole words and
//! whole values, never by a piece of text inside: random secrets hold any piece.

use super::listed;

/// A rule and what it says, as the predicate of a sentence.
type Rule = (fn(&str) -> bool, &'static str);

const UNMISTAKABLE: &[Rule] = &[
    (is_blank_to_fill, "is a template that was never filled in"),
    (is_change_me, "says that it is to be changed"),
    (is_documented_sample, "is a sample from a vendor's documentation"),
    (is_example_domain, "names a domain that only examples have"),
];

const FOR_SECRETS: &[Rule] = &[
    (is_template, "is a template that was never filled in"),
    (is_unresolved, "is a command or variable that nothing resolves"),
    (is_stock_word, "is a stock word, not a secret"),
    (is_instruction, "reads like an instruction to fill it in"),
    (is_wordy, "is made of everyday words of example files"),
    (is_repetitive, "repeats itself"),
    (is_sequence, "is a sequence or a row of the keyboard"),
];

/// What kind of stand-in a secret's value is.
pub fn of_secret(value: &str) -> Option<&'static str> {
    unmistakable(value).or_else(|| first(FOR_SECRETS, value))
}

/// Forms that are a stand-in whatever the variable is for.
pub fn unmistakable(value: &str) -> Option<&'static str> {
    first(UNMISTAKABLE, value)
}

fn first(rules: &[Rule], value: &str) -> Option<&'static str> {
    rules.iter().find(|(holds, _)| holds(value)).map(|(_, says)| *says)
}

/// `<your-key>`: an ordinary setting may well be `[INFO]` or `{message}`, but not this.
fn is_blank_to_fill(value: &str) -> bool {
    value.starts_with('<') && value.contains(['-', '_', ' ']) && is_template(value)
}

/// `<your-key>`, `[KEY]`, `{{ key }}`, `%KEY%`, `@KEY@`, `__KEY__`, `${{ secrets.KEY }}`.
fn is_template(value: &str) -> bool {
    let frames =
        [("<", ">"), ("[", "]"), ("${{", "}}"), ("{{", "}}"), ("{", "}"), ("%", "%"), ("@", "@"), ("__", "__")];
    frames.into_iter().any(|(open, close)| {
        let inside = value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).map(str::trim);
        inside.is_some_and(|inside| {
            let words = inside.chars().all(|c| c.is_alphabetic() || "_-. ".contains(c) || c.is_numeric());
            // Random text between two such signs has no words in it.
            let readable = inside.contains(['_', '-', ' ', '.']) || inside.chars().all(char::is_alphabetic);
            words && readable && inside.chars().any(char::is_alphabetic) && inside.chars().count() < 80
        })
    })
}

fn is_change_me(value: &str) -> bool {
    const SAID: &str = "changeit changethis changemenow changemeplease pleasechange replaceme replacethis fillme \
        fillmein todo fixme tbd";
    let value = bare(value);
    let numbered = value.strip_prefix("changeme").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    numbered || listed(SAID, &value)
}

/// Accounts, keys and names that vendors print in their manuals.
fn is_documented_sample(value: &str) -> bool {
    let example = value.strip_suffix("EXAMPLEKEY").or_else(|| value.strip_suffix("EXAMPLE"));
    let aws = example
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"/+".contains(&b)));
    aws || value.starts_with("django-insecure-") || value == "your-256-bit-secret"
}

/// `https://your-domain.com`, `admin@yourcompany.io`. `example.com` is for whoever has no domain at all.
fn is_example_domain(value: &str) -> bool {
    const NAMES: [&str; 5] = ["your-domain", "yourdomain", "your-company", "yourcompany", "your-app"];
    let hosts = value.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.'));
    let is_example = |host: &str| {
        let mut labels = host.rsplit('.');
        labels.next().is_some_and(|top| top.len() >= 2) && labels.next().is_some_and(|name| NAMES.contains(&name))
    };
    hosts.map(str::to_ascii_lowercase).any(|host| is_example(&host))
}

fn is_unresolved(value: &str) -> bool {
    let whole = |open: &str, close: &str| {
        value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(|inside| {
            inside.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
                && inside.chars().all(|c| c.is_ascii_alphanumeric() || " _-./:?|\"'$".contains(c))
        })
    };
    whole("${", "}") || whole("$(", ")") && value.contains(' ') || whole("`", "`") && value.contains(' ')
}

fn is_stock_word(value: &str) -> bool {
    const WORDS: &str = "na none null nil undefined notset unset empty foo bar foobar baz test testing test123 dummy fake mock \
        sample samplepassword example placeholder secret mysecret secretkey mysecretkey supersecret topsecret \
        password passwd password1 password123 mypassword passw0rd pass admin admin123 administrator root toor \
        postgres redis mysql mariadb mongo guest user username default letmein welcome value string key token \
        apikey";
    const KOREAN: &str = "변경 입력 수정 교체 예시 예제 샘플 여기에 임시 미정 추후 바꾸세요 비밀번호";
    let plain = bare(value);
    let marks_only = !value.is_empty() && value.chars().all(|c| "*.?-_#".contains(c));
    let crosses = plain.len() >= 3 && plain.bytes().all(|b| b == b'x');
    // Hangul glues its endings on, so no whole words here; a password in Hangul has its share of digits.
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let korean = digits < 3 && value.chars().count() < 64 && KOREAN.split(' ').any(|word| value.contains(word));
    marks_only || crosses || korean || listed(WORDS, &plain)
}

/// `your-…-key`, `…_here`, `change_this_to_…`.
fn is_instruction(value: &str) -> bool {
    const BEGINS: &str = "your change replace insert enter put generate fill provide paste";
    const ENDS: &str = "key secret password token id email domain here me this value now production";
    let words = words(value);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let all_letters = words.iter().all(|word| word.bytes().all(|b| b.is_ascii_alphabetic()));
    let begins = listed(BEGINS, first);
    words.len() >= 2
        && ((begins && (listed(ENDS, last) || known_share(&words) >= 50)) || (last == "here" && all_letters))
}

/// At least three quarters of its letters belong to the words of example files.
/// One such word and a random rest is a real secret with a prefix.
fn is_wordy(value: &str) -> bool {
    let words = words(value);
    words.len() >= 2 && known_share(&words) >= 75
}

/// `aaaa…`, `abcabcabc`: at most four different characters in a long value, or one piece over and over.
pub fn is_repetitive(value: &str) -> bool {
    let characters: Vec<char> = value.chars().collect();
    let count = characters.len();
    let mut different = characters.clone();
    different.sort_unstable();
    different.dedup();
    let few = count >= 4 && different.len() == 1 || count >= 12 && different.len() <= 4;
    let periodic =
        |period: usize| count >= 3 * period && characters.iter().zip(&characters[period..]).all(|(a, b)| a == b);
    few || (2..=8).any(|period| count >= 8 && periodic(period))
}

/// `0123456789`, `abcdef…`, `qwertyuiop…`, rows put together.
pub fn is_sequence(value: &str) -> bool {
    const SHORTEST: usize = 4;
    const ROWS: [&str; 8] = [
        "01234567890123456789",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
        "0123456789abcdef0123456789abcdef",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "1q2w3e4r5t6y7u8i9o0p",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    ];
    let value = value.to_ascii_lowercase();
    let on_a_row = |start: &str| ROWS.iter().any(|row| row.contains(start));
    if !value.get(..SHORTEST).is_some_and(on_a_row) {
        return false;
    }
    let mut rest = value.as_str();
    while !rest.is_empty() {
        let run = ROWS.iter().map(|row| common_run(rest, row)).max().unwrap_or_default();
        // Only the last piece may be shorter, where the value was cut to a length.
        if run < SHORTEST && run < rest.len() {
            return false;
        }
        rest = &rest[run..];
    }
    true
}

/// How long a run of `row`, from anywhere in it, `text` begins with.
fn common_run(text: &str, row: &str) -> usize {
    let run = |start: usize| text.bytes().zip(row.bytes().skip(start)).take_while(|(a, b)| a == b).count();
    (0..row.len()).map(run).max().unwrap_or_default()
}

/// Lower case, without signs.
fn bare(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn words(value: &str) -> Vec<String> {
    let words = value.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// How many percent of the characters are in words that example files are made of.
fn known_share(words: &[String]) -> usize {
    let length = |word: &String| word.chars().count();
    let all: usize = words.iter().map(length).sum();
    let known: usize = words.iter().filter(|word| listed(LEXICON, word)).map(length).sum();
    known * 100 / all.max(1)
}

const LEXICON: &str = "access account admin api app application at auth aws bit by bytes change changed changeme changethis \
    char character characters chars client cookie database db default demo dev development do dummy enter env \
    example fake fill for from generate generated here hex id in insert is it jwt key least length local long \
    me min minimum must my new not only or pass passphrase password please private prod production project \
    provide public put random real replace sample secret secure server service session set some string strong \
    super test testing the this to token top ultra use user username value very with your yours 32";

#[cfg(test)]
mod tests;
