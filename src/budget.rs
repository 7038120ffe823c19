//! How long judging may take. A server gives a hook a few seconds, and ends
//! without a word what takes longer: better to stop in time and say how far one got.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use std::time::Duration;

/// What may be spent, and what is. All checks share it.
pub struct Budget {
    limit: Option<Limit>,
    spent: Box<dyn Fn() -> Duration + Send + Sync>,
}

/// A span of time as `--budget` takes it: `4s`, `500ms`, `2m`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit(pub Duration);

/// There was not enough time to judge.
#[derive(Debug)]
pub struct OutOfTime;

impl Budget {
    /// So much may be spent; `spent` says what is.
    pub fn new(limit: Option<Limit>, spent: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self { limit, spent: Box::new(spent) }
    }

    /// As much as it takes.
    pub fn none() -> &'static Self {
        static NONE: LazyLock<Budget> = LazyLock::new(|| Budget::new(None, || Duration::ZERO));
        &NONE
    }

    /// What may be spent, if that is limited.
    pub fn limit(&self) -> Option<Limit> {
        self.limit
    }

    /// An error once it is spent. Costs a look at the clock.
    pub fn ask(&self) -> Result<(), OutOfTime> {
        match self.limit {
            Some(Limit(limit)) if (self.spent)() >= limit => Err(OutOfTime),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for OutOfTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there was not enough time")
    }
}

impl std::error::Error for OutOfTime {}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_millis() {
            whole if whole.is_multiple_of(1000) => write!(f, "{}s", whole / 1000),
            part => write!(f, "{part}ms"),
        }
    }
}

impl FromStr for Limit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a span of time is a whole number with its unit, as in 4s, 500ms or 2m";
        let unit = text.find(|c: char| !c.is_ascii_digit()).ok_or(wrong)?;
        let number: u32 = text[..unit].parse().map_err(|_| wrong)?;
        let span = match &text[unit..] {
            "ms" => Duration::from_millis(number.into()),
            "s" => Duration::from_secs(number.into()),
            "m" => Duration::from_secs(u64::from(number) * 60),
            _ => return Err(wrong),
        };
        if span.is_zero() { Err("in no time at all nothing can be judged") } else { Ok(Self(span)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_number_and_its_unit_and_nothing_else() {
        for (text, shown) in [("4s", "4s"), ("500ms", "500ms"), ("2m", "120s"), ("1500ms", "1500ms")] {
            assert_eq!(text.parse::<Limit>().unwrap().to_string(), shown);
        }
        for wrong in ["", "4", "s", "4 s", "-1s", "1.5s", "0s", "4h", "99999999999s", "4s;"] {
            assert!(wrong.parse::<Limit>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_spent_is_an_error_and_no_limit_is_never_spent() {
        let budget = |spent| Budget::new(Some(Limit(Duration::from_secs(4))), move || Duration::from_secs(spent));
        assert!(budget(3).ask().is_ok() && budget(4).ask().is_err());
        assert!(Budget::new(None, || Duration::MAX).ask().is_ok());
    }
}
