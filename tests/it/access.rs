//! `zhixin access` on the command line: what it writes, what it refuses, and what the journal keeps.

use crate::place::{Place, cells};

fn access(place: &Place, arguments: &[&str]) -> String {
    place.ok(&[&["access"], arguments].concat())
}

#[test]
fn clients_come_and_go() {
    let place = Place::new();
    let by = ["--as", "operator:李"];
    let register = |id, role, person| {
        let arguments = ["register", id, "--role", role, "--person", person];
        access(&place, &[&arguments[..], &by].concat())
    };
    assert_eq!(
        register("bank-a-core", "bank:bank-a", "core"),
        "bank-a-core: registered\n"
    );
    assert_eq!(
        register("bank-a-core", "bank:bank-a", "core"),
        "bank-a-core: was registered before\n"
    );
    register("wang", "maker", "王");
    let secret = access(
        &place,
        &[&["add-secret", "bank-a-core", "--format=csv"][..], &by].concat(),
    );
    let secret = cells(&secret).remove(0);
    assert_eq!(secret[0], "bank-a-core.1");
    assert!(
        secret[1].starts_with("zxs_") && secret[1].len() == 47,
        "{}",
        secret[1]
    );
    let thumbprint = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
    let certificate = [
        "add-certificate",
        "bank-a-core",
        "--thumbprint",
        thumbprint,
        "--until",
        "2999-12-31",
    ];
    assert_eq!(
        access(&place, &[&certificate[..], &by].concat()),
        "bank-a-core.2: added\n"
    );
    let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let file = place.file("key.json", key);
    let key = ["add-key", "bank-a-core", "--file", file.to_str().unwrap()];
    assert_eq!(
        access(&place, &[&key[..], &by].concat()),
        "bank-a-core.3: added\n"
    );
    let end = ["end-credential", "bank-a-core.1"];
    assert_eq!(
        access(&place, &[&end[..], &by].concat()),
        "bank-a-core.1: ended\n"
    );
    assert_eq!(
        access(&place, &[&end[..], &by].concat()),
        "bank-a-core.1: had ended before\n"
    );
    let code = ["one-time-code", "x:77", "--as", "maker:王", "--format=json"];
    let code: serde_json::Value = serde_json::from_str(&access(&place, &code)).unwrap();
    assert_eq!(code["code"].as_str().unwrap().len(), 29);
    assert_eq!(
        access(&place, &[&["revoke", "wang"][..], &by].concat()),
        "wang: revoked\n"
    );
    let list = cells(&access(&place, &["list", "--format=csv"]));
    let list: Vec<String> = list
        .iter()
        .map(|row| [&row[..5], &row[7..]].concat().join(" "))
        .filter(|row| !row.starts_with("code-"))
        .collect();
    insta::assert_snapshot!(list.join("\n"), @"
    bank-a-core bank:bank-a core bank-a-core.1 secret revoked
    bank-a-core bank:bank-a core bank-a-core.2 certificate counts
    bank-a-core bank:bank-a core bank-a-core.3 key counts
    wang maker 王   client revoked
    ");
    // The journal tells who did what, and no secret.
    let journal = place.ok(&["ledger", "export"]);
    assert!(journal.contains("access.client.revoked") && journal.contains("operator:李"));
    assert!(!journal.contains(&secret[1]) && !journal.contains(code["code"].as_str().unwrap()));
    let verified = place.ok(&["ledger", "verify"]);
    assert!(
        verified.contains("the clients on record are as they were recorded: 3"),
        "{verified}"
    );
}

#[test]
fn what_cannot_be_is_refused_with_reasons() {
    let place = Place::new();
    let told = [
        &[
            "register",
            "Bank A",
            "--role=king",
            "--person=",
            "--as=operator:li",
        ][..],
        &[
            "register",
            "bank-a",
            "--role=bank:a",
            "--person=core",
            "--as=maker:li",
        ],
        &[
            "register",
            "bank-a",
            "--role=bank:a",
            "--person=core",
            "--as=li",
        ],
        &["list", "--database=sqlite://none.db"],
        &["add-secret", "bank-b", "--as=operator:li"],
        &["add-secret", "bank-b", "--until=soon", "--as=operator:li"],
        &["one-time-code", "x:1", "--as=operator:li"],
    ]
    .map(|arguments| place.refused(&[&["access"], arguments].concat()))
    .join("\n");
    insta::assert_snapshot!(told, @"
    error: client:
    id: `Bank A`: character 1 is `B`; a client's id (客户端) is written in small letters, digits and hyphens, a hyphen not first [name.character]
    role: `king` is no role; write maker, checker, payer, supervisor, analyst, auditor, operator, bank:BANK, enterprise:ID or contributor:POOL:DISTRICT:CONTRIBUTOR [client.role]
    person: `` names nobody; a name has 1 to 64 characters and no colon [client.person]
    exit code 2
    error: maker cannot decide about clients and their credentials; operator can
    exit code 2
    error: --as: `li` does not read operator:NAME or maker:NAME
    exit code 2
    error: there are no records at none.db; import evidence first, or name another --database
    exit code 2
    error: there is no client `bank-b`; `zhixin access list` shows those there are
    exit code 2
    error: --until: `soon` is not a moment; write 2020-06-30T08:00:00Z, or a date for its last microsecond
    exit code 2
    error: operator cannot hand over one-time codes; maker can
    exit code 2
    ");
}

#[test]
fn keys_change_by_command() {
    let place = Place::new();
    let rotate = || access(&place, &["rotate-keys", "--format=csv"]);
    let (one, two) = (rotate(), rotate());
    assert_ne!(one, two);
    let file = place.path().join("zhixin-keys/token-keys.json");
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(
        text.matches("\"kid\"").count(),
        4,
        "two retired, one in use, one next"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
