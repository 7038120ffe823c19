//! One image asked for, by the protocol of the OCI distribution specification.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use ureq::http::{Response, header};
use ureq::{Agent, Body, Error, ResponseExt};

use super::challenge::Challenge;
use super::credentials::{Credentials, Login};
use crate::check::{ImageName, Served, Unserved};
use crate::digest;
use crate::http::{self, is_near};

/// All that a registry may answer with. Asked for fewer, it converts the manifest, and its digest with it.
const TYPES: [&str; 4] = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
];
/// What registries themselves take at most.
const LARGEST: u64 = 4 * 1024 * 1024;
const LARGEST_TOKEN: u64 = 256 * 1024;

pub struct Client {
    /// Speaks TLS alone.
    far: Agent,
    /// Speaks to this machine, in clear, past any proxy.
    near: Agent,
    credentials: Credentials,
    patience: Duration,
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
    access_token: Option<String>,
}

/// The token that a registry wants to see.
struct Wanted<'c> {
    realm: &'c str,
    service: Option<&'c str>,
    scope: &'c str,
}

impl Wanted<'_> {
    fn query(&self) -> Vec<(&'static str, &str)> {
        let service = self.service.map(|service| ("service", service));
        service.into_iter().chain([("scope", self.scope)]).collect()
    }

    /// For who has a token that stands for a login.
    fn form<'s>(&'s self, token: &'s str) -> Vec<(&'static str, &'s str)> {
        let login = [("grant_type", "refresh_token"), ("client_id", "precheck-hook"), ("refresh_token", token)];
        login.into_iter().chain(self.query()).collect()
    }
}

impl Client {
    pub fn new(credentials: Credentials, patience: Duration) -> Self {
        let far = http::config().https_only(true).max_redirects(3).build().new_agent();
        let near = http::config().proxy(None).max_redirects(0).build().new_agent();
        Self { far, near, credentials, patience }
    }

    /// The manifest that a registry serves under a name.
    pub fn manifest(&self, name: &ImageName) -> Result<Served, Unserved> {
        let deadline = Instant::now() + self.patience;
        let host = if name.registry == "docker.io" { "registry-1.docker.io" } else { &name.registry };
        let scheme = if is_near(host) { "http" } else { "https" };
        let url = format!("{scheme}://{host}/v2/{}/manifests/{}", name.repository, name.reference);
        let mut answer = self.get(&url, &TYPES.join(", "), None, deadline)?;
        // A credential is shown for the registry's own answer, not for one that it points to.
        let is_own = answer.get_uri().authority().is_some_and(|authority| authority.as_str() == host);
        if answer.status() == 401 && is_own {
            let authorization = self.authorization(name, &answer, deadline)?;
            answer = self.get(&url, &TYPES.join(", "), Some(&authorization), deadline)?;
        }
        match answer.status().as_u16() {
            200 => served(name, answer),
            404 => Err(Unserved::Absent),
            401 | 403 => Err(Unserved::Denied),
            429 => Err(failed("answers that too many requests came from here; wait, or log in")),
            status => Err(failed(format!("answers with status {status}"))),
        }
    }

    /// What the registry wants in the header `Authorization`.
    fn authorization(&self, name: &ImageName, answer: &Response<Body>, deadline: Instant) -> Result<String, Unserved> {
        let headers = answer.headers().get_all(header::WWW_AUTHENTICATE);
        let challenges: Vec<_> = headers.iter().filter_map(|value| Challenge::parse(value.to_str().ok()?)).collect();
        let login = self.credentials.of(&name.registry, left(deadline)?).map_err(Unserved::Failed)?;
        let bearer = challenges.iter().find_map(|challenge| match challenge {
            Challenge::Bearer { realm, service, scope } => Some((realm, service, scope)),
            Challenge::Basic => None,
        });
        if let Some((realm, service, scope)) = bearer {
            let pull = format!("repository:{}:pull", name.repository);
            let scope = scope.as_ref().unwrap_or(&pull);
            return self.token(&Wanted { realm, service: service.as_deref(), scope }, login.as_ref(), deadline);
        }
        match login {
            Some(Login::Password(user, password)) if challenges.contains(&Challenge::Basic) => {
                Ok(basic(&user, &password))
            }
            _ => Err(Unserved::Denied),
        }
    }

    fn token(&self, wanted: &Wanted, login: Option<&Login>, deadline: Instant) -> Result<String, Unserved> {
        let agent =
            self.agent(wanted.realm).ok_or_else(|| failed("wants a token from where credentials are not safe"))?;
        let left = Some(left(deadline)?);
        let answer = match login {
            Some(Login::Identity(token)) => {
                agent.post(wanted.realm).config().timeout_global(left).build().send_form(wanted.form(token))
            }
            password => {
                let mut request = agent.get(wanted.realm).query_pairs(wanted.query());
                if let Some(Login::Password(user, password)) = password {
                    request = request.header(header::AUTHORIZATION, basic(user, password));
                }
                request.config().timeout_global(left).build().call()
            }
        };
        let mut answer = answer.map_err(|error| unasked(&error))?;
        match answer.status().as_u16() {
            200 => {}
            400 | 401 | 403 => return Err(Unserved::Denied),
            status => return Err(failed(format!("gives no token: status {status}"))),
        }
        let body =
            answer.body_mut().with_config().limit(LARGEST_TOKEN).read_to_vec().map_err(|error| unasked(&error))?;
        let token: Option<Token> = serde_json::from_slice(&body).ok();
        let token = token.and_then(|token| token.token.or(token.access_token));
        token.map(|token| format!("Bearer {token}")).ok_or_else(|| failed("gives no token that can be read"))
    }

    fn get(
        &self,
        url: &str,
        accept: &str,
        authorization: Option<&str>,
        deadline: Instant,
    ) -> Result<Response<Body>, Unserved> {
        let agent = self.agent(url).ok_or_else(|| failed("has no usable name"))?;
        let mut request = agent.get(url).header(header::ACCEPT, accept);
        if let Some(authorization) = authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let request = request.config().timeout_global(Some(left(deadline)?)).build();
        request.call().map_err(|error| unasked(&error))
    }

    /// Who may fetch a URL: in clear it goes to this machine alone.
    fn agent(&self, url: &str) -> Option<&Agent> {
        let (scheme, rest) = url.split_once("://")?;
        let host = rest.split(['/', '?', '#']).next()?;
        match scheme {
            _ if host.contains('@') => None,
            "https" => Some(&self.far),
            "http" if is_near(host) => Some(&self.near),
            _ => None,
        }
    }
}

/// Takes a manifest if it is one and its bytes have the digest that is claimed.
fn served(name: &ImageName, mut answer: Response<Body>) -> Result<Served, Unserved> {
    let header = |key: &str| answer.headers().get(key).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let kind = header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !TYPES.contains(&kind) {
        return Err(failed("answers with something that was not asked for, in place of a manifest"));
    }
    let claimed = header("docker-content-digest");
    let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|error| unasked(&error))?;
    let digest = format!("sha256:{}", digest::sha256(&body));
    let asked = name.reference.starts_with("sha256:").then_some(&name.reference);
    if claimed.iter().chain(asked).any(|expected| *expected != digest) {
        return Err(failed("answers with other bytes than their digest says"));
    }
    Ok(Served { digest, manifest: body })
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

fn left(deadline: Instant) -> Result<Duration, Unserved> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(failed("does not answer in time")) } else { Ok(left) }
}

fn failed(what: impl Into<String>) -> Unserved {
    Unserved::Failed(what.into())
}

fn unasked(error: &Error) -> Unserved {
    failed(http::why(error))
}
