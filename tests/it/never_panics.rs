//! Whatever comes in a file or over a wire is read or refused, and never breaks the reader off: good samples, changed in
//! a few places, are given to each of them. `PROPTEST_CASES` asks for more of them.

use proptest::prelude::*;
use std::sync::LazyLock;
use zhixin::config::{Settings, Texts};
use zhixin::identity::jwt::Unverified;
use zhixin::identity::{IssuerKeys, Jwk, KeyRing, Registry, Role, Rule, Thumbprint, assertion};
use zhixin::journal::{Checkpoint, Head, Proof, PublicKey, Record, Verifier};
use zhixin::pool::terms::Terms;
use zhixin::pool::{CalendarYear, LprSeries};
use zhixin::scoring::Model;
use zhixin::service::custodian::{CustodianChoice, read_custodian};
use zhixin::service::evaluating::EvaluationAsk;
use zhixin::service::governance::{ScoreAsk, report_rows};
use zhixin::service::identity::issuer_of;
use zhixin::service::import::{Choice, Input, Mapping, Plan, read_rows};
use zhixin::service::pool::{Who, command, verb};
use zhixin::service::score_batches::enterprises_of;
use zhixin::service::webhooks::{Allowed, Targets};
use zhixin::service::wire::{COMMANDS, read};
use zhixin::units::{Date, Moment};
use zhixin::webhooks::SigningSecret;

/// Pieces that readers stumble over.
const PIECES: &[&str] = &[
    "\0",
    "\u{feff}",
    "\"",
    "'",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "[[[[[[[[",
    ",",
    "\n",
    "\r\n",
    "\t",
    ";",
    "=",
    "-",
    "%",
    "0",
    "-0",
    "9223372036854775808",
    "-9223372036854775809",
    "170141183460469231731687303715884105728",
    "1e400",
    "0.1",
    "1/0",
    "NaN",
    "9999-12-31",
    "0000-00-00",
    "2024-02-30",
    "10000-01-01",
    "null",
    "true",
    "\\ud800",
    "€",
    "万元",
    "亿",
    "　",
    "\u{202e}",
    "=1+1",
    "#REF!",
    "2.01E+11",
];

/// A change of a sample: where in it (of 65,536), how many bytes go, and what comes there.
type Change = (u16, u8, Vec<u8>);

fn change() -> impl Strategy<Value = Change> {
    let comes = prop_oneof![
        3 => prop::sample::select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
        1 => Just(Vec::new()),
        1 => (0usize..PIECES.len(), 1usize..200).prop_map(|(at, times)| PIECES[at].repeat(times).into_bytes()),
    ];
    let goes = prop_oneof![3 => 0u8..4, 1 => any::<u8>()];
    (any::<u16>(), goes, comes)
}

/// One of some samples, changed in a few places.
fn changed(samples: &'static [Vec<u8>]) -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec(change(), 0..5);
    (0..samples.len(), changes).prop_map(|(at, changes)| {
        let mut bytes = samples[at].clone();
        for (place, goes, comes) in changes {
            let from = bytes.len() * usize::from(place) / 65_536;
            let to = (from + usize::from(goes)).min(bytes.len());
            bytes.splice(from..to, comes);
        }
        bytes
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn files(folder: &str, end: &str) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == end))
        .collect();
    paths.sort();
    let read = paths.iter().map(|path| std::fs::read(path).unwrap());
    let all: Vec<_> = read.filter(|bytes| bytes.len() < 100_000).collect();
    assert!(!all.is_empty(), "no {end}");
    all
}

fn given(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

macro_rules! samples {
    ($($name:ident = $made:expr;)+) => {
        $(static $name: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| $made);)+
    };
}

samples! {
    MODELS = files("models/evaluation", "toml");
    TERMS = files("models/terms", "toml");
    CALENDARS = files("models/calendar", "toml");
    MAPPINGS = files("fixtures/mappings", "toml");
    PROVINCE = ["csv", "tsv", "jsonl", "xlsx"].iter().flat_map(|end| {
        // The beginning of a text is enough; a workbook is whole or none.
        let cut = move |mut bytes: Vec<u8>| { if *end != "xlsx" { bytes.truncate(1_500); } bytes };
        let folder = if *end == "xlsx" { "fixtures/province/14_hnte_ip" } else { "fixtures/province" };
        files(folder, end).into_iter().map(cut).collect::<Vec<_>>()
    }).collect();
    CUSTODIAN = given(&[
        "交易日期,流水号,收入,支出,余额,摘要,对方户名\n2022-01-05,T1,4000000.00,,4000000.00,出资,市财政\n2022-01-10,T3,,50.00,3999950.00,手续费,托管行\n",
        "日期;借贷;金额;备注\n20220105;贷;1万;出资\n20220106;借;50;费\n",
    ]);
    LINES = files("fixtures/issued/0.1.0", "jsonl");
    SETTINGS = given(&[
        "database = \"sqlite://a.db\"\nlisten = \"127.0.0.1:1\"\nqueue = \"12\"\nproxy = \"10.0.0.1\"\ntls-clients = \"none\"\nbody-bytes = \"1\"\nlog-format = \"text\"\n",
    ]);
    JWTS = given(&[
        "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImEifQ.eyJpc3MiOiJhIiwiYXVkIjpbImIiXSwiZXhwIjoxfQ.c2ln",
        "{\"alg\":\"ES256\",\"kid\":\"k\"}",
    ]);
    JWKS = given(&[
        r#"{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#,
        r#"{"kty":"RSA","n":"AQAB","e":"AQAB","alg":"RS256"}"#,
    ]);
    ISSUERS = given(&[
        "issuer = \"https://id.example\"\naudience = \"zhixin\"\nkeys = \"https://id.example/jwks.json\"\nperson = \"sub\"\nalgorithms = [\"ES256\"]\nrules = [\"groups=checkers => checker\", \"=> client:ID\"]\n",
    ]);
    ADDRESSES = given(&[
        "https://hooks.example.com:8443/a?b=c#d",
        "https://user:word@[::ffff:10.0.0.1]/",
        "http://hooks.bank.internal:81/x",
        "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
        "whsk_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
    ]);
    TABLES = given(&[
        "金融许可证号,信贷借据号,贷款余额,欠本日期,贷款到期日期,贷款五级分类,币种,采集日期\nB0001,L1,600000.00,99991231,20250120,正常,CNY,20240930\n",
        "loan,balance,overdue_since\nL1,60万,2024-06-01\n",
        "客户清单\n序号,统一社会信用代码\n1,91350100M000100Y43\n合计,1\n",
        "enterprise\nx:firm\n",
    ]);
    CHECKPOINTS = given(&[
        r#"{"sequence":3,"hash":"sha256:9611117a50e2f53d792df7a125ee1afe44e15f56d022bae95717a6fff51c0ef5","root":"sha256:9611117a50e2f53d792df7a125ee1afe44e15f56d022bae95717a6fff51c0ef5","signed_at":"2020-06-30T08:00:00Z","key":"ed25519:00","signature":"00"}"#,
    ]);
    BODIES = given(&[
        r#"{"type":"drawn","principal":{"amount":"1.00","currency":"CNY"},"booked_on":"2022-01-26"}"#,
        r#"{"loan":"L","pool":"cq","district":"yubei","bank":"bank-a","enterprise":"x:l","product":"p","limit":{"amount":"1000000","currency":"CNY"},"rate":"0.037","approved_on":"2022-01-24","matures_on":"2022-12-20","classes":["technology-enterprise"],"documents":["sha256:9611117a50e2f53d792df7a125ee1afe44e15f56d022bae95717a6fff51c0ef5"]}"#,
        r#"{"claim":"C1","loan":"L1","principal":{"amount":"6","currency":"CNY"},"evidence":["application"],"steps":["demand"],"recovery_finished":true}"#,
        r#"{"enterprise":"x:firm","purpose":"claim","model":"hubei-2025","as_of":"2026-11-01","basis":"recorded@2026-01-01T00:00:00Z","segment":"s","evidence":"own"}"#,
        r#"{"model":"hubei-2025","as_of":"2026-11-01","vector":{"readings":[{"indicator":"ip.inventions@1","value":{"number":"3/4"}},{"indicator":"ent.stage@1","value":{"word":"growth"}},{"indicator":"fin.revenue@1","value":"unknown"}]}}"#,
    ]);
}

fn who() -> Who {
    Who {
        actor: Some("bank:bank-a:bai".to_owned()),
        today: Date::constant(2026, 11, 26),
        client: "bank-a".to_owned(),
        key: "k".to_owned(),
    }
}

/// Every row of a file that can be read at all.
fn imported(bytes: &[u8], kind: Option<&str>) -> usize {
    let name = if bytes.starts_with(b"PK") {
        "a.xlsx"
    } else {
        "a.csv"
    };
    let Ok(input) = Input::from_bytes(name, bytes.to_vec()) else {
        return 0;
    };
    let choice = Choice {
        kind: kind.map(str::to_owned),
        ..Choice::default()
    };
    // What is no statement is refused by that reader.
    let _ = read_custodian(&input, &CustodianChoice::default());
    let Ok(plan) = Plan::choose(&input, &choice) else {
        return 0;
    };
    let Ok(rows) = read_rows(&input, &plan) else {
        return 0;
    };
    rows.map_while(Result::ok).map(|slice| slice.len()).sum()
}

proptest! {
    #[test]
    fn bodies_of_commands(bytes in changed(&BODIES), path in prop::collection::btree_map("[a-z]{1,8}", "\\PC{0,12}", 0..3)) {
        if let Ok(serde_json::Value::Object(body)) = serde_json::from_slice(&bytes) {
            for route in COMMANDS {
                for (_, name) in route.verbs {
                    if let Ok(fields) = read(verb(name).unwrap(), &body, &path, route.choice) {
                        let _ = command(&fields, &who());
                    }
                }
            }
            let value = serde_json::Value::Object(body);
            let today = Date::constant(2026, 11, 26);
            let _ = ScoreAsk::read(&value, today);
            let _ = EvaluationAsk::read(&value, today);
        }
    }

    #[test]
    fn tokens_and_keys(token in changed(&JWTS), key in changed(&JWKS)) {
        let _ = Unverified::parse(&text(&token));
        let _ = Jwk::parse(&text(&key));
        let _ = Thumbprint::parse(&text(&key));
        let _ = PublicKey::parse(&text(&key));
        let _ = IssuerKeys::parse(&text(&key));
        let _ = KeyRing::parse(&text(&key));
        let now = Moment::from_micros(1_795_665_600_000_000);
        let nobody = Registry::default();
        prop_assert!(assertion::check(&text(&token), None, &["zhixin"], &nobody, now).is_err());
    }

    #[test]
    fn outside_issuers(bytes in changed(&ISSUERS)) {
        let _ = issuer_of(&text(&bytes), std::path::Path::new("issuer.toml"));
        let _ = Rule::parse(&text(&bytes));
        let _ = Role::parse(&text(&bytes));
    }

    #[test]
    fn addresses_and_secrets_of_webhooks(bytes in changed(&ADDRESSES)) {
        let targets = Targets::new(vec![Allowed::Host("hooks.bank.internal".to_owned())]);
        if let Ok(url) = targets.read(&text(&bytes)) {
            prop_assert!(targets.read(url.as_str()).is_ok());
        }
        let _ = SigningSecret::parse(&text(&bytes));
    }

    #[test]
    fn reports_and_lists_of_banks(bytes in changed(&TABLES)) {
        if let Ok(input) = Input::from_bytes("a.csv", bytes) {
            let _ = report_rows(&input, None, Date::constant(2024, 9, 30));
            let _ = enterprises_of(&input, None, 1_000);
        }
    }

    #[test]
    fn settings(bytes in changed(&SETTINGS)) {
        let _ = Settings::read(&Texts::new(), |_| None, Some(&text(&bytes)));
    }

    #[test]
    fn lines_of_an_export(bytes in changed(&LINES)) {
        let mut verifier = Verifier::after(Head::genesis());
        for line in bytes.split(|byte| *byte == b'\n') {
            let _ = verifier.read_line(line);
            let _ = Record::from_line(&text(line));
        }
    }

    #[test]
    fn checkpoints_and_proofs(bytes in changed(&CHECKPOINTS)) {
        if let Ok(checkpoint) = serde_json::from_slice::<Checkpoint>(&bytes) {
            prop_assert!(!checkpoint.text().is_empty());
        }
        if let Ok(proof) = serde_json::from_slice::<Proof>(&bytes) {
            let _ = proof.check_path();
        }
    }

    #[test]
    fn statements_of_a_custodian(bytes in changed(&CUSTODIAN)) {
        imported(&bytes, None);
    }
}

proptest! {
    // Long files, of which a few dozen a run are enough; a long run asks for more.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, ..ProptestConfig::default() })]

    #[test]
    fn models(bytes in changed(&MODELS)) {
        let _ = Model::parse(&text(&bytes));
    }

    #[test]
    fn terms(bytes in changed(&TERMS)) {
        let _ = Terms::parse(&text(&bytes));
    }

    #[test]
    fn calendars(bytes in changed(&CALENDARS)) {
        let _ = CalendarYear::parse(&text(&bytes));
        let _ = LprSeries::parse(&text(&bytes));
    }

    #[test]
    fn mappings(bytes in changed(&MAPPINGS)) {
        let _ = Mapping::parse(&text(&bytes));
    }

    #[test]
    fn files_of_facts(bytes in changed(&PROVINCE), kind in prop::option::of("(financial_year|patent|enterprise|talent)")) {
        imported(&bytes, kind.as_deref());
    }
}
