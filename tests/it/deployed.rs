//! The units of `deploy` name nothing that the program does not have; `scripts/check_deploy` runs by them.

use crate::place::Place;
use std::collections::BTreeSet;
use zhixin::config::{SETTINGS, Settings, Texts};

const UNIT: &str = include_str!("../../deploy/zhixin.service");
const FILE: &str = include_str!("../../deploy/zhixin.toml");
const CONTAINER: &str = include_str!("../../deploy/Containerfile");
const STATE: &str = "/var/lib/zhixin";

/// What stands behind `NAME=` in the unit.
fn field(name: &str) -> &'static str {
    let found = UNIT.lines().find_map(|line| {
        let (before, after) = line.split_once('=')?;
        (before == name).then_some(after)
    });
    found.unwrap_or_else(|| panic!("the unit has no {name}"))
}

/// What stands behind an instruction of the container file: the last one of that name.
fn instruction(name: &str) -> &'static str {
    let mut lines = CONTAINER.lines().rev();
    let found = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("the container file has no {name}"))
}

/// The words of a text that look like a variable of the service, without their values.
fn variables(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_uppercase() || c == '_'));
    words.filter(|word| word.starts_with("ZHIXIN_")).collect()
}

/// The variables that a file sets, but for its comments.
fn set(text: &'static str) -> Texts {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(str::split_whitespace);
    let pairs = words.filter_map(|word| word.split_once('='));
    let ours = pairs.filter(|(name, _)| name.starts_with("ZHIXIN_"));
    ours.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn every_flag_and_variable_of_deploy_is_one_of_the_program() {
    let help = Place::on_sqlite().ok(&["serve", "--help"]);
    let flags: BTreeSet<&str> = help
        .split_whitespace()
        .filter(|word| word.starts_with("--"))
        .collect();
    let known: BTreeSet<String> = SETTINGS
        .iter()
        .map(|setting| format!("ZHIXIN_{}", setting.name.to_uppercase().replace('-', "_")))
        .collect();
    let command = format!("{} {}", field("ExecStart"), instruction("CMD"));
    let asked: Vec<&str> = command
        .split_whitespace()
        .filter(|word| word.starts_with("--"))
        .collect();
    assert_eq!(asked, ["--config"]);
    for flag in asked {
        assert!(flags.contains(flag), "`zhixin serve` has no {flag}");
    }
    for text in [UNIT, FILE, CONTAINER] {
        for name in variables(text) {
            assert!(known.contains(name), "there is no setting {name}");
        }
    }
    assert_eq!(set(CONTAINER).len(), 3);
}

#[test]
fn the_file_of_settings_reads_and_keeps_everything_in_the_folder_of_the_unit() {
    let settings = Settings::read(&Texts::new(), |_| None, Some(FILE)).unwrap();
    assert_eq!(settings.database, format!("sqlite://{STATE}/zhixin.db"));
    assert_eq!(settings.keys, std::path::Path::new(STATE).join("keys"));
    // The proxy is on the same machine, and nobody else gets through to the service.
    assert!(settings.listen.ip().is_loopback() && settings.proxy.is_some());
    assert_eq!(field("WorkingDirectory"), STATE);
    assert_eq!(
        format!("/var/lib/{}", field("StateDirectory")),
        field("WorkingDirectory")
    );
    let program = field("ExecStart").split(' ').next();
    assert_eq!(program, Some("/usr/local/bin/zhixin"));
    // What is under way is answered before the unit is killed.
    let patience = field("TimeoutStopSec").trim_end_matches('s');
    let most = settings.drain + settings.stop_within;
    assert!(most.as_secs() < patience.parse().unwrap(), "{most:?}");
}

#[test]
fn the_container_runs_the_program_that_it_built_as_a_user_that_owns_its_folder() {
    let variables = set(CONTAINER);
    let settings =
        Settings::read(&Texts::new(), |name| variables.get(name).cloned(), None).unwrap();
    assert_eq!(settings.database, format!("sqlite://{STATE}/zhixin.db"));
    assert_eq!(settings.keys, std::path::Path::new(STATE).join("keys"));
    assert_eq!(
        settings.listen.port().to_string(),
        instruction("EXPOSE"),
        "what it listens on is what is exposed"
    );
    assert_eq!(instruction("WORKDIR"), STATE);
    assert_eq!(instruction("VOLUME"), STATE);
    let user = instruction("USER");
    assert!(CONTAINER.contains(&format!("--uid {user} --home-dir {STATE}")));
    assert!(CONTAINER.contains(&format!("install -d -o {user} -g {user} -m 0700 {STATE}")));
    let program = "/usr/local/bin/zhixin";
    assert_eq!(instruction("ENTRYPOINT"), format!("[\"{program}\"]"));
    assert_eq!(instruction("CMD"), "[\"serve\"]");
    assert!(CONTAINER.contains(&format!(
        "COPY --from=build /src/target/release/zhixin {program}"
    )));
    // It is built by the compiler that the package asks for.
    let rust = include_str!("../../Cargo.toml")
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "));
    let image = format!("library/rust:{}-bookworm", rust.unwrap().trim_matches('"'));
    assert!(CONTAINER.contains(&image), "{image}");
}
