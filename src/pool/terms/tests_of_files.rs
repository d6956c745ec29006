//! Tests of terms files: mistakes told at once, unknown figures refused, digests of meaning, versions.

use super::{HistoryError, Terms, TermsHistory};

const CHONGQING: &str = include_str!("../../../models/terms/cq-2017.toml");
const CHONGQING_2022: &str = include_str!("../../../models/terms/cq-2022.toml");
const HUBEI: &str = include_str!("../../../models/terms/hubei-2025.toml");

fn terms(text: &str) -> Terms {
    Terms::parse(text).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let text = include_str!("../../../tests/it/mistakes_of_terms.toml");
    insta::assert_snapshot!(Terms::parse(text).unwrap_err(), @r#"
    line 1: id: `Bad Terms`: character 1 is `B`; an id of terms (条款) is written in small letters, digits and hyphens, a hyphen not first [name.character]
    line 3: version: 0 is not a whole number above nought [figure.range]
    line 4: status: terms in force need the number of their paper [status.document]
    line 6: about: the text in `zh` is empty [text.both_languages]
    line 10: effective_to: the last day, 2020-05-01, is before the first, 2020-06-01 [dates.order]
    line 11: colour: this key is not known here; known are: mark, source, id, scheme, version, status, name, about, document, refines, effective_from, effective_to, products, channels, funding, leverage, score, eligibility, loan, sharing, caps, claim, recovery, breakers, incentives, guarantee_fee [form.unknown_key]
    line 15: channels: `lottery` is none of: credit, guaranteed, ip-pledge, insured [form.word]
    line 19: funding.contributors: the ratios add up to 1.1, not to 1 [contributor.sum]
    line 21: funding.contributors[2].id: the id `city` is used twice [id.twice]
    line 23: funding.top_ups[1].share: only `below-share` has a share [form.needless]
    line 25: leverage[1].contributor: the base `contributor` needs to know whose money [form.missing]
    line 26: leverage[1].times: expected a number above 0, such as 10, or "unknown", found the number -10 [figure.range]
    line 37: eligibility.requirements[1].kind: these terms have no zones to be registered in [requirement.zone]
    line 42: loan.months_from: the shortest term is longer than the longest [loan.term]
    line 44: loan.excluded_security: the channel `guaranteed` is open, and a guarantor would remove the cover [security.excluded]
    line 46: loan.rate_cap[1].spread: expected a rate a year from 0 to 0.5, such as 0.015 for 150 basis points, or "unknown", found the number 150 [figure.range]
    line 52: sharing.lender_keeps: the pool's most, 0.9, leaves the lender less than 0.2 [share.kept]
    line 54: sharing.rules[1].share: expected a share from 0 to 1, such as 0.8, or "unknown", found the number 80 [figure.range]
    line 55: sharing.rules[2].mark: `official` is none of: rule, prog, ours [form.word]
    line 55: sharing.rules[2].any[1].grades: these terms have no eligible grade `Z` [name.unknown]
    line 64: caps[1].amounts: `B` has more than `A`, which is the better grade [cap.order]
    line 72: caps[2].amount: expected an amount in yuan above 0, as a text such as "3000000.00" or "300万", or "unknown", found the number 3000000 [figure.range]
    line 75: claim.triggers[1].at: `normal` is not a non-performing class [trigger.class]
    line 77: claim.documents: a claim needs at least one document that is not optional [list.empty]
    line 80: claim.shortfall.advance_share: an advance needs the most that a compartment advances of its cash [form.missing]
    line 83: recovery.order: `by-lot` is none of: pari-passu, pool-first, lender-first [form.word]
    line 88: breakers[1].scope: only a pool or a compartment has money of its own [breaker.scope]
    line 92: breakers[1].levels: the levels must rise, the mildest first [breaker.order]
    line 96: breakers[1].resume: at 0.1 it would be reset while still tripped at 0.05 [breaker.resume]
    line 98: incentives[1].amount: `first-loan` needs it [form.missing]
    line 105: incentives[1].share: `first-loan` has none [form.needless]
    "#);
}

#[test]
fn top_ups_and_classes_that_could_not_be_followed_are_told() {
    let twice =
        "  { trigger = \"below-share\", share = 1 },\n  { trigger = \"below-share\", share = 0.5,";
    let text = HUBEI
        .replace("  { trigger = \"below-share\", share = 0.5,", twice)
        .replace(
            "scope = \"loan\"\nmeasure = \"principal\"",
            "scope = \"bank\"\nmeasure = \"principal\"\nwhen = { classes = [\"high-tech\"] }",
        );
    insta::assert_snapshot!(Terms::parse(&text).unwrap_err(), @"
    line 23: funding.top_ups: one kind of trigger stands here twice, and would call twice for the same [trigger.twice]
    line 24: funding.top_ups[1].share: a top-up adds to what was paid in as to what is left of it: a share of 1 is never reached again after a loss [top-up.share]
    line 94: caps[3].when: classes narrow only caps on cover of one loan or one enterprise [cap.class]
    ");
}

#[test]
fn a_file_without_mark_says_so_once() {
    let text = CHONGQING.replacen("mark = \"ours\"\n", "", 1);
    let problems = Terms::parse(&text).unwrap_err();
    insta::assert_snapshot!(problems, @"line 1: mark: this key is required [form.missing]");
}

#[test]
fn a_wrong_kind_is_one_mistake() {
    let text = CHONGQING
        .replace("kind = \"pool\"", "kind = \"fund\"")
        .replace("kind = \"by-grade\"", "kind = \"by-rank\"")
        .replace("{ kind = \"overdue\", days = 60 }", "{ days = 60 }");
    insta::assert_snapshot!(Terms::parse(&text).unwrap_err(), @"
    line 17: funding.kind: `fund` is none of: pool, budget [form.word]
    line 87: caps[2].kind: `by-rank` is none of: amount, score-limit, by-grade, by-revenue, share [form.word]
    line 101: claim.triggers[1].kind: this key is required [form.missing]
    ");
}

#[test]
fn unknown_figures_refuse_and_are_named() {
    let text = CHONGQING
        .replace("share = { value = 0.8,", "share = { value = \"unknown\",")
        .replace("B = \"220万\"", "B = \"unknown\"")
        .replace(
            "{ kind = \"overdue\", days = 60 }",
            "{ kind = \"overdue\", days = \"unknown\" }",
        );
    let read = terms(&text);
    assert_eq!(
        read.unknown_figures(),
        [
            "sharing.rules[1].share",
            "caps[2].size.amounts.B",
            "claim.triggers[1].days"
        ]
    );
    insta::assert_snapshot!(read.usable().unwrap_err(), @"`cq-2017` cannot be used until these figures are known: sharing.rules[1].share; caps[2].size.amounts.B; claim.triggers[1].days");
}

#[test]
fn a_draft_is_not_used() {
    let text = HUBEI.replace("status = \"sample\"", "status = \"draft\"");
    let read = terms(&text);
    let id = read.id.clone();
    assert_eq!(read.usable(), Err(HistoryError::Draft(id)));
}

#[test]
fn the_digest_is_of_the_meaning() {
    let digest = terms(CHONGQING).digest();
    let other_layout = CHONGQING
        .replace("cost_cap = 0.2\n", "cost_cap  =  \"0.20\" # one fifth\n")
        .replace("\"220万\"", "\"2200000.00\"");
    assert_ne!(other_layout, CHONGQING);
    assert_eq!(terms(&other_layout).digest(), digest);
    for (from, to) in [
        ("days = 180", "days = 181"),
        (
            "mark = \"prog\", source = \"80%",
            "mark = \"ours\", source = \"80%",
        ),
        ("en = \"the city\"", "en = \"the municipality\""),
    ] {
        let changed = CHONGQING.replace(from, to);
        assert_ne!(changed, CHONGQING, "{from}");
        assert_ne!(terms(&changed).digest(), digest, "{from}");
    }
}

#[test]
fn a_loan_falls_under_the_version_of_its_approval() {
    let history = TermsHistory::new([terms(CHONGQING_2022), terms(CHONGQING)]).unwrap();
    let on = |day: &str| {
        let found = history.on(day.parse().unwrap());
        found.map(|terms| terms.id.to_string())
    };
    for (day, id) in [
        ("2017-05-01", "cq-2017"),
        ("2021-12-31", "cq-2017"),
        ("2022-01-01", "cq-2022"),
        ("2030-01-01", "cq-2022"),
    ] {
        assert_eq!(on(day).unwrap(), id, "{day}");
    }
    insta::assert_snapshot!(on("2017-04-30").unwrap_err(), @"no version of `cq-knowledge-value` holds for a loan approved on 2017-04-30; the first begins on 2017-05-01");
}

#[test]
fn versions_that_do_not_follow_each_other_are_refused() {
    let ended = CHONGQING.replace(
        "effective_from = 2017-05-01",
        "effective_from = 2017-05-01\neffective_to = 2018-12-31",
    );
    let history = TermsHistory::new([terms(&ended)]).unwrap();
    let gone = history.on("2019-01-01".parse().unwrap()).unwrap_err();
    let same_day = CHONGQING_2022.replace("2022-01-01", "2017-05-01");
    let same_number = CHONGQING_2022.replace("version = 2", "version = 1");
    let said = [
        gone.to_string(),
        TermsHistory::new([]).unwrap_err().to_string(),
        TermsHistory::new([terms(CHONGQING), terms(HUBEI)])
            .unwrap_err()
            .to_string(),
        TermsHistory::new([terms(CHONGQING), terms(&same_day)])
            .unwrap_err()
            .to_string(),
        TermsHistory::new([terms(CHONGQING), terms(&same_number)])
            .unwrap_err()
            .to_string(),
    ]
    .join("\n");
    insta::assert_snapshot!(said, @"
    no version of `cq-knowledge-value` holds for a loan approved on 2019-01-01; `cq-2017` ended on 2018-12-31
    a history needs one version of terms or more
    `hubei-2025` is of the programme `hubei-knowledge-value`, not `cq-knowledge-value`
    `cq-2017` and `cq-2022` do not follow each other: both begin on one day
    `cq-2017` and `cq-2022` do not follow each other: the number of the later version is not the greater
    ");
}

#[test]
fn a_version_on_record_with_unknown_figures_refuses_and_the_one_before_goes_on_watching() {
    let unknown = CHONGQING_2022.replace("months_up_to = 12", "months_up_to = \"unknown\"");
    let both = || [terms(&unknown), terms(CHONGQING)];
    assert!(matches!(
        TermsHistory::new(both()),
        Err(HistoryError::Unknown(_))
    ));
    let history = TermsHistory::with_unknown(both()).unwrap();
    let (before, within) = ("2021-12-31".parse().unwrap(), "2022-01-01".parse().unwrap());
    assert_eq!(history.latest(before).unwrap().id.as_str(), "cq-2017");
    assert_eq!(history.known(within).unwrap().id.as_str(), "cq-2017");
    assert_eq!(history.versions().count(), 2);
    let told = [history.on(within), history.latest(within)].map(|of| of.unwrap_err().to_string());
    assert_eq!(told[0], told[1]);
    insta::assert_snapshot!(told[0], @"no version of `cq-knowledge-value` holds for a loan approved on 2022-01-01; `cq-2022` cannot be used until these figures are known: loan.months_up_to");
}

/// Words in backticks of the page on the grammar.
fn documented(word: &str) -> bool {
    include_str!("../../../docs/terms.md").contains(&format!("`{word}`"))
}

#[test]
fn every_word_is_in_the_grammar_page() {
    macro_rules! undocumented {
        ($($name:ident),+ $(,)?) => {{
            let mut found: Vec<&str> = Vec::new();
            $(found.extend(super::$name::WORDS.iter().map(|(word, _)| *word));)+
            found.retain(|word| !documented(word));
            found
        }};
    }
    let absent = undocumented!(
        Beneficiary,
        Bound,
        BreakerScope,
        CapBase,
        CapMeasure,
        CapScope,
        Channel,
        ClaimFrom,
        Combine,
        ContributorKind,
        Cure,
        Effect,
        ExposureBase,
        IncentiveKind,
        LeverageBase,
        LoanClass,
        LossBase,
        Measure,
        PaidBy,
        PayOrder,
        Period,
        Proof,
        RateIndex,
        RecoveryOrder,
        RequirementOf,
        ResumeBy,
        ScoreRole,
        Security,
        Settlement,
        ShareRole,
        ShortfallRule,
        Status,
        TopUpTrigger,
        Trips,
    );
    assert_eq!(absent, Vec::<&str>::new());
}

#[test]
fn every_problem_has_its_row_in_the_grammar_page() {
    let text = include_str!("../../../tests/it/mistakes_of_terms.toml");
    let problems = Terms::parse(text).unwrap_err();
    assert!(problems.0.len() >= 30);
    for problem in problems.0 {
        assert!(documented(&problem.rule), "{}", problem.rule);
    }
}

#[test]
fn tests_named_by_the_page_on_rules_exist() {
    let tests = [
        include_str!("tests_of_files.rs"),
        include_str!("tests_of_breakers.rs"),
        include_str!("tests_of_rules.rs"),
        include_str!("tests_of_shares.rs"),
        include_str!("paying.rs"),
        include_str!("../tests_of_budgets.rs"),
        include_str!("../share.rs"),
        include_str!("../tests_of_calls.rs"),
        include_str!("../tests_of_grants.rs"),
        include_str!("../tests_of_layers.rs"),
        include_str!("../tests_of_limits.rs"),
        include_str!("../tests_of_paid_in.rs"),
        include_str!("../tests_of_proof.rs"),
        include_str!("../calendar.rs"),
        include_str!("../tests_of_clawbacks.rs"),
        include_str!("../tests_of_cures.rs"),
        include_str!("../tests_of_parts.rs"),
        include_str!("../tests_of_parts_recovered.rs"),
        include_str!("../tests_of_settlement.rs"),
    ];
    let page = include_str!("../../../docs/pool-rules.md");
    let named = page
        .lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2));
    // Names of tests are sentences; keys of the grammar, however long, are on its own page.
    let sentence = |word: &&str| word.matches('_').count() > 3 && !documented(word);
    let named: Vec<&str> = named.filter(sentence).collect();
    assert!(named.len() > 20, "{named:?}");
    for name in named {
        let head = format!("fn {name}(");
        assert!(tests.iter().any(|text| text.contains(&head)), "{name}");
    }
}
