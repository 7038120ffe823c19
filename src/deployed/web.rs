//! Questions over HTTP to what was deployed.

use std::time::Duration;

use ureq::http::{Uri, header};

use super::patience::Patience;
use crate::http::{config, is_near, why};

const LARGEST: u64 = 1 << 20;
const HOPS: usize = 3;

/// What came back.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Where an answer or a question leads.
enum Step {
    Here(Answer),
    Onward(String),
}

/// What a URL answers with; an error is the end of a sentence about it.
pub fn get(url: &str, patience: Patience) -> Result<Answer, String> {
    let mut url = url.to_owned();
    for _ in 0..=HOPS {
        match ask(&url, patience.left())? {
            Step::Here(answer) => return Ok(answer),
            Step::Onward(next) => url = next,
        }
    }
    Err("only points elsewhere".to_owned())
}

/// A URL as it may be shown: login and query are nobody's business.
pub fn shown(url: &str) -> String {
    let Ok(uri) = url.parse::<Uri>() else { return "a URL that can't be read".to_owned() };
    let port = uri.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
    let (scheme, host) = (uri.scheme_str().unwrap_or_default(), uri.host().unwrap_or_default());
    format!("{scheme}://{host}{port}{}", uri.path())
}

fn ask(url: &str, patience: Duration) -> Result<Step, String> {
    let mut config = config().max_redirects(0).max_redirects_will_error(false);
    let host = url.parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    if host.is_some_and(|host| is_near(&host)) {
        config = config.proxy(None);
    }
    let agent = config.timeout_global(Some(patience)).build().new_agent();
    let mut answer = agent.get(url).call().map_err(|error| why(&error))?;
    let status = answer.status();
    if status.is_redirection() {
        let location = answer.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
        return onward(url, location.unwrap_or_default()).map(Step::Onward);
    }
    let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|error| why(&error))?;
    Ok(Step::Here(Answer { status: status.as_u16(), body }))
}

/// Where a redirection leads. On another host, whoever answers is not what was deployed.
fn onward(url: &str, location: &str) -> Result<String, String> {
    let elsewhere = || "points to another host".to_owned();
    let from = url.parse::<Uri>().map_err(|_| elsewhere())?;
    if location.starts_with('/') && !location.starts_with("//") {
        let (scheme, authority) = from.scheme().zip(from.authority()).ok_or_else(elsewhere)?;
        return Ok(format!("{scheme}://{authority}{location}"));
    }
    let to = location.parse::<Uri>().map_err(|_| elsewhere())?;
    let is_same = to.host().is_some() && to.host() == from.host();
    if is_same { Ok(location.to_owned()) } else { Err(elsewhere()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirection_is_followed_on_the_same_host_alone() {
        let onward = |location| onward("http://shop.example:8000/health", location);
        assert_eq!(onward("/health/"), Ok("http://shop.example:8000/health/".to_owned()));
        assert_eq!(onward("https://shop.example/health"), Ok("https://shop.example/health".to_owned()));
        for elsewhere in ["//evil.example/", "https://evil.example/", "health/", "", "https://shop.example.evil/"] {
            assert!(onward(elsewhere).is_err(), "{elsewhere}");
        }
    }

    #[test]
    fn a_url_is_shown_without_login_and_query() {
        let url = ["http://ada:", "word@shop.example:81/health?token=abc"].concat();
        assert_eq!(shown(&url), "http://shop.example:81/health");
    }
}
