//! What every question over HTTP has in common: whom to trust, and what went wrong in words of our own.

use std::io::ErrorKind;
use std::net::IpAddr;
use std::time::Duration;

use ureq::config::ConfigBuilder;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::typestate::AgentScope;
use ureq::{Agent, Error};

const UNTRUSTED: &str = "does not speak TLS with a certificate that this machine trusts";
const CONNECT: Duration = Duration::from_secs(3);

/// An agent that trusts whom the system trusts, and takes any status for an answer.
pub fn config() -> ConfigBuilder<AgentScope> {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let config = Agent::config_builder().http_status_as_error(false).timeout_connect(Some(CONNECT));
    config.tls_config(tls).user_agent(concat!("precheck-hook/", env!("CARGO_PKG_VERSION")))
}

/// A host of this machine, with or without a port.
pub fn is_near(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The end of a sentence about who was asked. The words of others may quote what was sent.
pub fn why(error: &Error) -> String {
    match error {
        Error::Timeout(_) => "does not answer in time".to_owned(),
        Error::HostNotFound => "is not known by that name".to_owned(),
        Error::ConnectionFailed => "can't be reached".to_owned(),
        // So a handshake fails: plain text, or a certificate of nobody known.
        Error::Io(error) if error.kind() == ErrorKind::InvalidData => UNTRUSTED.to_owned(),
        Error::Io(error) => format!("can't be reached: {}", error.kind()),
        Error::Rustls(_) | Error::Tls(_) => UNTRUSTED.to_owned(),
        Error::BodyExceedsLimit(limit) => format!("answers with more than {limit} bytes"),
        Error::TooManyRedirects | Error::RedirectFailed => "only points elsewhere".to_owned(),
        _ => "answers with what can't be read".to_owned(),
    }
}
