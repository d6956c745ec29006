//! The rules of the house that no lint knows, each a test that lists every offender.

#[path = "tidy/form.rs"]
mod form;
#[path = "tidy/lexer.rs"]
mod lexer;
#[path = "tidy/licences.rs"]
mod licences;
#[path = "tidy/papers.rs"]
mod papers;
#[path = "tidy/paths.rs"]
mod paths;
#[path = "tidy/rooms.rs"]
mod rooms;
#[path = "tidy/tree.rs"]
mod tree;

use tree::sources;

/// Fails with every offender, one a line, if there is any.
#[track_caller]
fn clean(rule: &str, offenders: &[String]) {
    assert!(
        offenders.is_empty(),
        "\n{rule}\n  {}\n",
        offenders.join("\n  ")
    );
}

#[test]
fn rooms_use_only_the_rooms_below_them() {
    clean(
        "The order of the rooms is broken:",
        &rooms::layering(&sources(&["src"])),
    );
}

#[test]
fn sql_is_only_in_the_store() {
    clean(
        "Only src/store speaks SQL:",
        &rooms::sql(&sources(&["src"])),
    );
}

#[test]
fn the_domain_is_a_function_of_its_arguments() {
    clean(
        "Input and output are out of place:",
        &rooms::world(&sources(&["src"])),
    );
}

#[test]
fn money_and_the_journal_know_no_floats() {
    clean(
        "No floating point here:",
        &rooms::floats(&sources(&["src"])),
    );
}

#[test]
fn files_are_short() {
    let offenders = form::file_lengths(&sources(&["src", "benches", "tests"]));
    clean("Files are too long, test modules not counted:", &offenders);
}

#[test]
fn functions_are_short() {
    let offenders = form::function_lengths(&sources(&["src", "benches"]));
    clean("Functions are too long:", &offenders);
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let offenders = form::opening_words(&sources(&["src", "benches", "tests"]));
    clean("A file begins with a sentence on its purpose:", &offenders);
}

#[test]
fn nothing_is_unwrapped_outside_tests() {
    clean(
        "unwrap() gives no reason:",
        &form::unwraps(&sources(&["src", "benches"])),
    );
}

#[test]
fn nothing_is_left_over() {
    let offenders = form::leftovers(&sources(&["src", "benches", "tests"]));
    clean("Notes and scaffolding are left:", &offenders);
}

#[test]
fn names_say_what_is_inside() {
    clean(
        "Names:",
        &form::names(&sources(&["src", "benches", "tests"])),
    );
}

#[test]
fn the_architecture_is_of_this_tree() {
    clean(
        "ARCHITECTURE.md does not fit the tree:",
        &papers::architecture(),
    );
}

#[test]
fn the_readmes_tell_how_to_begin() {
    clean("The first page of a README:", &papers::readmes());
}

#[test]
fn the_records_are_complete() {
    clean("Changelog, licences and decisions:", &papers::records());
}

#[test]
fn dependencies_are_free_to_use() {
    clean("Licences that we did not agree to:", &licences::licences());
}
