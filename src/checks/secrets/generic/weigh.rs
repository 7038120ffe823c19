//! Whether a value looks like a secret.

use bstr::ByteSlice;

use super::super::file_kind::FileKind;
use super::super::rule::Verdict;
use super::super::shape;
use super::form::Form;

/// Whether a value was made by a machine to be secret. What is shorter than
/// machines make them may still be one that somebody thought up.
pub(super) fn token(value: &[u8], form: Form) -> Verdict {
    if form != Form::Loose && noisy(value) {
        return Verdict::Secret;
    }
    let plain = value.iter().all(|b| b.is_ascii_alphanumeric() || b"_-.+/=~:!@#$%^&*|".contains(b));
    if !plain || nothing_of_its_own(value) {
        return Verdict::Harmless;
    }
    let drawn = shape::random(value) || shape::uuid(value);
    if drawn && value.len() >= 16 || form != Form::Loose && thought_up(value) {
        Verdict::Secret
    } else if drawn && form != Form::Loose && value.iter().all(u8::is_ascii_alphanumeric) {
        Verdict::Doubtful
    } else {
        Verdict::Harmless
    }
}

/// Letters of both cases, digits and a sign that joins no words: `kV9#mPq2`.
fn thought_up(value: &[u8]) -> bool {
    (8..40).contains(&value.len())
        && shape::classes(value) == 4
        && value.iter().any(|b| b"!#$^&*+~".contains(b))
        && value[0] != b'#'
        && !shape::well_worn(value)
}

/// Whether a value is a password: one that somebody would really use, or a weak
/// one that stands where a real one is expected.
pub(super) fn password(value: &[u8], form: Form, kind: FileKind) -> Verdict {
    let printable = value.iter().all(u8::is_ascii_graphic);
    if !printable || hashed(value) {
        return Verdict::Harmless;
    }
    if form != Form::Loose && noisy(value) {
        return Verdict::Secret;
    }
    if kept_elsewhere(value) {
        return Verdict::Harmless;
    }
    if value.iter().any(|b| b"(){}[]<>\\|`,;'\"".contains(b)) || is_identifier(value) {
        return Verdict::Harmless;
    }
    let random = value.len() >= 10 && shape::random(value);
    let mixed = form != Form::Loose
        && value.len() >= 8
        && shape::classes(value) >= 3
        && value.iter().any(u8::is_ascii_digit)
        && !shape::named(value)
        && (form == Form::Quoted || !value.contains(&b'.'));
    if (random || mixed) && !shape::stand_in(value) && !shape::well_worn(value) {
        Verdict::Secret
    } else if form != Form::Loose && weak(value, kind) {
        Verdict::Doubtful
    } else {
        Verdict::Harmless
    }
}

/// What people type when they are made to set a password. In programs a bare
/// word is mostly the name of a field, and tests are full of all of them.
fn weak(value: &[u8], kind: FileKind) -> bool {
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let marked = value.iter().any(|b| b.is_ascii_digit() || b"$!@#%^&*?".contains(b));
    let set = match kind {
        FileKind::Settings => marked || letters >= 8,
        FileKind::Code | FileKind::Yaml => marked,
        FileKind::Test | FileKind::Prose | FileKind::Opaque => false,
    };
    let stands_in = shape::placeholder(value) || shape::contains(&value.to_ascii_lowercase(), b"fake");
    set && value.len() >= 6 && letters >= 3 && !stands_in
}

/// Put in at run time, kept elsewhere, or a blank to be filled in.
fn nothing_of_its_own(value: &[u8]) -> bool {
    kept_elsewhere(value) || shape::stand_in(value)
}

/// Put in at run time, or only where to find it, or something else altogether.
fn kept_elsewhere(value: &[u8]) -> bool {
    let path = shape::file_name(value) || value.starts_with(b"/") || value.starts_with(b"./");
    let header = value.starts_with(b"X-");
    // A URL with a password in it has a rule of its own.
    let url = shape::contains(value, b"://");
    path || header || url || shape::reference(value) || shape::mail_address(value) || shape::date(value)
}

/// Signs of many kinds all through, as generated keys have them and no
/// expression: those open with a sign, escape or repeat.
fn noisy(value: &[u8]) -> bool {
    let signs: Vec<u8> = value.iter().copied().filter(u8::is_ascii_punctuation).collect();
    let expression = [
        &b"[a-z"[..],
        b"[A-Z",
        b"[^",
        b"[0-9",
        b"(?",
        b".*",
        b".+",
        b"\\d",
        b"\\w",
        b"\\s",
        b"\\n",
        b"\\.",
        b"()",
        b"['",
        b"[\"",
        b"('",
        b"(\"",
        b"=>",
        b"=\"",
        b"='",
        b"&&",
        b"://",
        b"||",
    ];
    let all_through = value.len() >= 16 && shape::distinct(&signs) >= 6 && shape::distinct(value) >= 14;
    let here_and_there = shape::distinct(&signs) >= 2 && shape::classes(value) == 4 && shape::random(value);
    (all_through || here_and_there)
        && value.iter().all(u8::is_ascii_graphic)
        && (value[0].is_ascii_alphanumeric() || value.len() >= 32 && shape::random(value))
        && !expression.iter().any(|part| shape::contains(value, part))
        && !formatted(value)
        && !shape::reference(value)
        && !shape::placeholder(value)
}

/// Whether a name stands in braces: `{user}`, `{self.token()}`.
fn formatted(value: &[u8]) -> bool {
    value.split(|&b| b == b'{').skip(1).any(|rest| {
        let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"_.()!:".contains(b)).count();
        name > 1 && rest.get(name) == Some(&b'}')
    })
}

/// What is stored instead of a password: crypt's forms, after a user in htpasswd, LDAP's, `MySQL`'s star and SHA-1.
fn hashed(value: &[u8]) -> bool {
    let htpasswd =
        [":$2", ":$apr1$", ":$5$", ":$6$", ":{SHA}"].iter().any(|form| shape::contains(value, form.as_bytes()));
    let mysql = value.strip_prefix(b"*").is_some_and(|hex| hex.len() == 40 && hex.iter().all(u8::is_ascii_hexdigit));
    value.starts_with(b"$") || value.starts_with(b"{") || htpasswd || mysql
}

/// Words joined by `.`, `-`, `_`, `/` or `:`, as keys of translations, paths and routes are;
/// those of a path through a program may be numbered.
fn is_identifier(value: &[u8]) -> bool {
    let several = value.iter().any(|b| b"._-/:#".contains(b));
    let path = value.iter().filter(|b| b"./:".contains(b)).count() >= 2;
    let plain = |word: &[u8]| {
        let word = if path { word.trim_end_with(|c| c.is_ascii_digit()) } else { word };
        word.iter().all(|b| !b.is_ascii_punctuation() && !b.is_ascii_digit())
    };
    several && value.split(|b| b"._-/:#".contains(b)).all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(value: &str) -> Verdict {
        password(value.as_bytes(), Form::Quoted, FileKind::Code)
    }

    #[test]
    fn what_people_really_use_is_a_password_and_what_stands_in_for_one_is_none() {
        for yes in ["kV9#mPq2", "Tr0ub4dor&3", "q7Rz2LmX9w"] {
            assert_eq!(verdict(yes), Verdict::Secret, "{yes}");
        }
        for no in [
            "password",
            "changeme",
            "auth.passwordHelp.Label",
            "${DB_PASS}",
            "{{ password }}",
            "Enter your password",
            "getPassword()",
            "^[A-Z]{8,}$",
            "'$ACME_PASSWORD_2'",
            "$2b$10$abcdefghijklmnopqrstuv",
            "user-password-field",
            "********",
            "비밀번호를 입력하세요",
            "ENC[AES256_GCM,data:Tr8o]",
            "#add-password",
            "*EE0D72C1085C46C5278932678FBE2C6A782821B4",
            "required|string|min:8|confirmed|regex:[a-z]",
        ] {
            assert_eq!(verdict(no), Verdict::Harmless, "{no}");
        }
    }

    #[test]
    fn a_weak_password_is_doubtful_in_settings_and_nothing_in_tests() {
        for weak in ["P@ssw0rd!", "secret123", "Test1234!", "super$ecret"] {
            assert_eq!(verdict(weak), Verdict::Doubtful, "{weak}");
            assert_eq!(password(weak.as_bytes(), Form::Quoted, FileKind::Test), Verdict::Harmless, "{weak}");
        }
        assert_eq!(password(b"thisismypassword", Form::Plain, FileKind::Settings), Verdict::Doubtful);
        assert_eq!(verdict("thisismypassword"), Verdict::Harmless);
    }

    #[test]
    fn signs_of_many_kinds_make_a_secret_and_a_template_or_pattern_makes_none() {
        let drawn = [r"q7Rz:{2Lm)X9w<h]k$", r"_&k>q"].concat();
        assert_eq!(token(drawn.as_bytes(), Form::Quoted), Verdict::Secret);
        for no in [
            "prefix-${TOKEN}-${{ secrets.X }}",
            "a[href^=\"#token\"]:not(.x),b{c:d;e}",
            "f(x, y) => z[0]; // {!}",
            "x-auth:{self.token}@{host}/a?b=c#d$",
        ] {
            assert_eq!(token(no.as_bytes(), Form::Quoted), Verdict::Harmless, "{no}");
        }
    }
}
