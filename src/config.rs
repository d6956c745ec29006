//! Settings of the service: from flags, else the environment, else one file, else the default; everything wrong told
//! at once.

mod callable;

pub use callable::Callable;

use crate::units::Problems;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name in the file; `--name` as a flag, `ZHIXIN_NAME` in the environment.
    pub name: &'static str,
    /// What stands where it is not set.
    pub default: &'static str,
    /// What it is.
    pub about: &'static str,
}

macro_rules! settings {
    ($($name:literal $default:literal $about:literal;)+) => {
        /// Every setting.
        pub const SETTINGS: &[Setting] = &[$(Setting { name: $name, default: $default, about: $about }),+];
    };
}

settings! {
    "database" "sqlite://zhixin.db" "where the records are";
    "listen" "127.0.0.1:8080" "the address and port to listen on; port 0 takes any";
    "keys" "zhixin-keys" "the folder of the keys that sign tokens; made at the first start";
    "issuer" "" "the address by which clients reach the service, which its tokens name; from `listen` where empty";
    "audience" "zhixin" "the name of the service that tokens are made for";
    "outside-issuer" "" "a file that tells which outside issuer is trusted, and whom its tokens stand for";
    "tls-certificate" "" "the certificate chain, as PEM; with it the service speaks TLS";
    "tls-key" "" "the key of the certificate, as PEM";
    "tls-clients" "none" "client certificates: `none`, `registered`, or the file of an authority, as PEM; `required:FILE` takes no connection without";
    "proxy" "" "addresses of a proxy that ends TLS, with commas";
    "proxy-header" "client-cert" "the header in which that proxy tells of the client's certificate";
    "log" "info" "what is logged, as `warn,zhixin=debug`";
    "log-format" "json" "`json` or `text`";
    "queue" "4096" "how many writes may wait";
    "batch" "256" "how many writes one transaction keeps at the most";
    "stated-scores" "no" "`yes` lets loans rest on scores and consents that are not on record here, as banks state them";
    "models" "in-force" "`in-force` scores only with models that are validated and approved; `any` with every shipped model too, for sandboxes";
    "body-bytes" "1048576" "the longest body of a request";
    "upload-bytes" "16777216" "the longest file in the body of a request: evidence, monthly reports, enterprises to score, the custodian's statements, terms";
    "answer-seconds" "30" "how long an answer may take";
    "drain-seconds" "0" "how long a stopping service still takes requests while `/readyz` says that it is not ready: as long as the balancer in front needs to see it";
    "stop-seconds" "30" "how long a stopping service waits for requests under way";
    "webhook-allow" "" "hosts, addresses and networks with commas, as `hooks.bank.internal,10.1.0.0/16`: what else is called is public, over TLS, on port 443 or 8443";
    "webhook-ca" "" "a file of authorities, as PEM, that certificates of receivers may rest on besides the public ones";
    "webhook-retry-seconds" "5" "how long the first wait is before a message is sent once more; each is four times the one before";
}

/// The settings, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where the records are.
    pub database: String,
    /// What to listen on.
    pub listen: SocketAddr,
    /// The folder of the keys that sign tokens.
    pub keys: PathBuf,
    /// What tokens name as their issuer; empty for the address that is listened on.
    pub issuer: String,
    /// What tokens name as the service they are made for.
    pub audience: String,
    /// A file that tells which outside issuer is trusted.
    pub outside_issuer: Option<PathBuf>,
    /// Where a proxy that ends TLS comes from, and its header.
    pub proxy: Option<Proxy>,
    /// The certificate, its key, and the authorities of clients.
    pub tls: Option<Tls>,
    /// What is logged.
    pub log: String,
    /// Whether lines of the log are JSON.
    pub log_json: bool,
    /// How many writes may wait.
    pub queue: usize,
    /// How many writes one transaction keeps.
    pub batch: usize,
    /// Whether loans may rest on scores and consents that are not on record.
    pub stated_scores: bool,
    /// Whether models that nobody approved score too.
    pub any_model: bool,
    /// The longest body.
    pub body_bytes: usize,
    /// The longest file in a body.
    pub upload_bytes: usize,
    /// How long an answer may take.
    pub answer_within: Duration,
    /// How long a stopping service still takes requests, while it says that it is not ready.
    pub drain: Duration,
    /// How long a stopping service waits.
    pub stop_within: Duration,
    /// What may be told of what happens, though it is not public.
    pub webhook_allow: Vec<Callable>,
    /// Authorities that certificates of receivers may rest on besides the public ones.
    pub webhook_ca: Option<PathBuf>,
    /// The first wait before a message is sent once more.
    pub webhook_retry: Duration,
}

/// Files of TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The certificate chain.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
    /// Which client certificates are taken.
    pub clients: Clients,
}

/// Client certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clients {
    /// None is asked for.
    None,
    /// Any whose thumbprint a client registered.
    Registered,
    /// Those of an authority.
    Authority {
        /// Its certificates.
        file: PathBuf,
        /// Whether a connection without one is refused.
        required: bool,
    },
}

/// A proxy that ends TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// From where it comes.
    pub addresses: Vec<IpAddr>,
    /// The header in which it tells of the client's certificate.
    pub header: String,
}

/// Texts of settings, by name.
pub type Texts = BTreeMap<String, String>;

impl Settings {
    /// Reads settings: `flags` before `environment` before `file`.
    pub fn read(
        flags: &Texts,
        environment: impl Fn(&str) -> Option<String>,
        file: Option<&str>,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let of_file = file.map_or_else(Texts::new, |text| file_texts(text, &mut problems));
        let mut texts = Texts::new();
        for setting in SETTINGS {
            let variable = format!("ZHIXIN_{}", setting.name.to_uppercase().replace('-', "_"));
            let text = flags.get(setting.name).cloned();
            let text = text.or_else(|| environment(&variable));
            let text = text.or_else(|| of_file.get(setting.name).cloned());
            texts.insert(
                setting.name.to_owned(),
                text.unwrap_or_else(|| setting.default.to_owned()),
            );
        }
        let settings = Reading {
            texts: &texts,
            problems: &mut problems,
        }
        .settings();
        match settings {
            Some(settings) => problems.or(settings),
            None => Err(problems),
        }
    }
}

/// The texts of a file, whose values may be texts or whole numbers.
fn file_texts(text: &str, problems: &mut Problems) -> Texts {
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            problems.add("", "config.form", error.to_string());
            return Texts::new();
        }
    };
    let mut texts = Texts::new();
    for (name, value) in table {
        let known = SETTINGS.iter().any(|setting| setting.name == name);
        let text = match value {
            toml::Value::String(text) => Some(text),
            toml::Value::Integer(number) => Some(number.to_string()),
            _ => None,
        };
        match text {
            _ if !known => {
                let names: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
                let message = format!("there is no such setting; there are: {}", names.join(", "));
                problems.add(&name, "config.unknown", message);
            }
            Some(text) => {
                texts.insert(name, text);
            }
            None => problems.add(&name, "config.form", "it is a text or a whole number"),
        }
    }
    texts
}

struct Reading<'r> {
    texts: &'r Texts,
    problems: &'r mut Problems,
}

impl Reading<'_> {
    fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    fn number(&mut self, name: &'static str, least: usize, most: usize) -> Option<usize> {
        let text = self.text(name).to_owned();
        match text.parse() {
            Ok(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                let message = format!("`{text}` is no whole number from {least} to {most}");
                self.problems.add(name, "config.number", message);
                None
            }
        }
    }

    fn seconds(&mut self, name: &'static str) -> Option<Duration> {
        let seconds = self.number(name, 1, 3_600)?;
        u64::try_from(seconds).ok().map(Duration::from_secs)
    }

    fn flag(&mut self, name: &'static str) -> Option<bool> {
        match self.text(name) {
            "yes" => Some(true),
            "no" => Some(false),
            other => {
                let message = format!("`{other}` is neither yes nor no");
                self.problems.add(name, "config.word", message);
                None
            }
        }
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        Some(self.text(name))
            .filter(|text| !text.is_empty())
            .map(PathBuf::from)
    }

    fn clients(&self) -> Clients {
        match self.text("tls-clients") {
            "none" | "" => Clients::None,
            "registered" => Clients::Registered,
            text => {
                let (file, required) = match text.strip_prefix("required:") {
                    Some(file) => (file, true),
                    None => (text, false),
                };
                let file = PathBuf::from(file);
                Clients::Authority { file, required }
            }
        }
    }

    fn tls(&mut self) -> Option<Tls> {
        let clients = self.clients();
        match (self.path("tls-certificate"), self.path("tls-key")) {
            (Some(certificate), Some(key)) => Some(Tls {
                certificate,
                key,
                clients,
            }),
            (None, None) => {
                if clients != Clients::None {
                    let message = "client certificates are shown over TLS only: set tls-certificate and tls-key too";
                    self.problems.add("tls-clients", "config.tls", message);
                }
                None
            }
            _ => {
                let message = "a certificate and its key go together: set both or neither";
                self.problems.add("tls-certificate", "config.tls", message);
                None
            }
        }
    }

    fn proxy(&mut self) -> Option<Proxy> {
        let mut addresses = Vec::new();
        let text = self.text("proxy").to_owned();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            match part.parse() {
                Ok(address) => addresses.push(address),
                Err(_) => {
                    let message = format!("`{part}` is no address, such as 10.0.0.7");
                    self.problems.add("proxy", "config.address", message);
                }
            }
        }
        let header = self.text("proxy-header").to_lowercase();
        (!addresses.is_empty()).then_some(Proxy { addresses, header })
    }

    fn webhook_allow(&mut self) -> Vec<Callable> {
        let text = self.text("webhook-allow").to_owned();
        let parts = text.split(',').map(str::trim);
        let mut allowed = Vec::new();
        for part in parts.filter(|part| !part.is_empty()) {
            match Callable::parse(part) {
                Some(one) => allowed.push(one),
                None => {
                    let message = format!(
                        "`{part}` is no host, address or network, such as hooks.bank.internal or 10.1.0.0/16"
                    );
                    self.problems
                        .add("webhook-allow", "config.address", message);
                }
            }
        }
        allowed
    }

    fn settings(&mut self) -> Option<Settings> {
        let listen = self.text("listen").to_owned();
        let address: Option<SocketAddr> = listen.parse().ok();
        if address.is_none() {
            let message = format!(
                "`{listen}` is no address with a port, such as 127.0.0.1:8080 or [::1]:8080"
            );
            self.problems.add("listen", "config.address", message);
        }
        let log_json = match self.text("log-format") {
            "json" => Some(true),
            "text" => Some(false),
            other => {
                let message = format!("`{other}` is neither json nor text");
                self.problems.add("log-format", "config.word", message);
                None
            }
        };
        let tls = self.tls();
        let proxy = self.proxy();
        let stated_scores = self.flag("stated-scores");
        let any_model = match self.text("models") {
            "any" => Some(true),
            "in-force" => Some(false),
            other => {
                let message = format!("`{other}` is neither in-force nor any");
                self.problems.add("models", "config.word", message);
                None
            }
        };
        let queue = self.number("queue", 1, 1_000_000);
        let batch = self.number("batch", 1, 4_096);
        let body_bytes = self.number("body-bytes", 1_024, 1 << 30);
        let upload_bytes = self.number("upload-bytes", 1_024, 1 << 30);
        let answer_within = self.seconds("answer-seconds");
        let drain = self.number("drain-seconds", 0, 3_600);
        let stop_within = self.seconds("stop-seconds");
        let webhook_allow = self.webhook_allow();
        let webhook_retry = self.seconds("webhook-retry-seconds");
        Some(Settings {
            database: self.text("database").to_owned(),
            listen: address?,
            keys: PathBuf::from(self.text("keys")),
            issuer: self.text("issuer").trim_end_matches('/').to_owned(),
            audience: self.text("audience").to_owned(),
            outside_issuer: self.path("outside-issuer"),
            proxy,
            tls,
            log: self.text("log").to_owned(),
            log_json: log_json?,
            queue: queue?,
            batch: batch?,
            stated_scores: stated_scores?,
            any_model: any_model?,
            body_bytes: body_bytes?,
            upload_bytes: upload_bytes?,
            answer_within: answer_within?,
            drain: Duration::from_secs(u64::try_from(drain?).unwrap_or(0)),
            stop_within: stop_within?,
            webhook_allow,
            webhook_ca: self.path("webhook-ca"),
            webhook_retry: webhook_retry?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_go_before_the_environment_and_that_before_the_file() {
        let file = "listen = \"127.0.0.1:1\"\nqueue = 7\nbatch = 9\n";
        let environment = |name: &str| match name {
            "ZHIXIN_LISTEN" => Some("127.0.0.1:2".to_owned()),
            "ZHIXIN_QUEUE" => Some("8".to_owned()),
            _ => None,
        };
        let flags = Texts::from([("listen".to_owned(), "127.0.0.1:3".to_owned())]);
        let settings = Settings::read(&flags, environment, Some(file)).unwrap();
        assert_eq!(settings.listen.port(), 3);
        assert_eq!((settings.queue, settings.batch), (8, 9));
        assert_eq!(settings.database, "sqlite://zhixin.db");
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let file = "listen = \"here\"\nqueue = 0\ntls-key = \"k.pem\"\nlog-format = \"xml\"\nports = 3\nbatch = 1.5\n";
        let told = Settings::read(&Texts::new(), |_| None, Some(file)).unwrap_err();
        insta::assert_snapshot!(told, @"
        batch: it is a text or a whole number [config.form]
        ports: there is no such setting; there are: database, listen, keys, issuer, audience, outside-issuer, tls-certificate, tls-key, tls-clients, proxy, proxy-header, log, log-format, queue, batch, stated-scores, models, body-bytes, upload-bytes, answer-seconds, drain-seconds, stop-seconds, webhook-allow, webhook-ca, webhook-retry-seconds [config.unknown]
        listen: `here` is no address with a port, such as 127.0.0.1:8080 or [::1]:8080 [config.address]
        log-format: `xml` is neither json nor text [config.word]
        tls-certificate: a certificate and its key go together: set both or neither [config.tls]
        queue: `0` is no whole number from 1 to 1000000 [config.number]
        ");
    }
}
