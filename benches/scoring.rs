//! The speed of scoring: the batch kernel beside the memory it reads, and one dossier from facts in
//! hand to the document.
//!
//! `cargo bench --bench scoring`. One thread; figures are per enterprise. The limit of the kernel is
//! the time that it takes merely to add up the numbers of the same columns.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};
use zhixin::evidence::{Dossier, RecordedFact, View};
use zhixin::scoring::indicators::{self, Cohorts, CohortsBuilder};
use zhixin::scoring::program::{Block, Column, Columns};
use zhixin::scoring::{Model, Program, Subject, assessment};
use zhixin::service::{catalog, intake, province, records};
use zhixin::units::{Date, EnterpriseId};

const ROWS: usize = 1_000_000;
const DAY: Date = Date::constant(2021, 10, 31);

fn main() {
    divan::main();
}

/// Ten whole numbers and ten ratios, six bands each.
static TWENTY: LazyLock<Program> = LazyLock::new(|| {
    let whole = [
        "ip.inventions@1",
        "ip.utility_models@1",
        "ip.designs@1",
        "ip.software@1",
        "ip.class_one@1",
        "ip.class_two@1",
        "ip.any@1",
        "ip.recent_grants@1",
        "ip.main_business@1",
        "ip.value_events@1",
    ];
    let ratios = [
        "rnd.intensity@1",
        "rnd.intensity_3y@1",
        "rnd.cost_share@1",
        "rnd.growth@1",
        "rnd.domestic_share_3y@1",
        "talent.technical_share@1",
        "talent.rnd_share@1",
        "talent.postgraduate_share@1",
        "fin.growth@1",
        "fin.main_share@1",
    ];
    let mut text = String::from(
        "id = \"twenty\"\nversion = 1\nkind = \"ranking\"\nname = { zh = \"二十项\", en = \"twenty\" }\n\
         about = { zh = \"测速\", en = \"for the bench\" }\nmark = \"ours\"\nsource = \"bench\"\n\
         [[groups]]\nid = \"all\"\nname = { zh = \"全部\", en = \"all\" }\n",
    );
    for (at, id) in whole.iter().chain(&ratios).enumerate() {
        let edges = if at < 10 {
            [1.0, 2.0, 4.0, 8.0, 16.0]
        } else {
            [0.02, 0.05, 0.1, 0.15, 0.3]
        };
        let _ = write!(
            text,
            "[[tables]]\nid = \"t{at}\"\ngroup = \"all\"\nname = {{ zh = \"表{at}\", en = \"table {at}\" }}\n\
             indicator = \"{id}\"\ndirection = \"up\"\nmax = 5\nbands = [ {{ below = {}, points = 0 }}, ",
            edges[0]
        );
        for (band, pair) in edges.windows(2).enumerate() {
            let _ = write!(
                text,
                "{{ from = {}, below = {}, points = {} }}, ",
                pair[0],
                pair[1],
                band + 1
            );
        }
        let _ = writeln!(text, "{{ from = {}, points = 5 }} ]", edges[4]);
    }
    text.push_str("[outcome]\nmax = 100\n");
    let model = Model::parse(&text).expect("the model of the bench is right");
    Program::compile(Arc::new(model)).expect("all its figures are known")
});

/// A stream of numbers that is the same in every run.
fn numbers() -> impl FnMut(u64) -> i64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i64::try_from(state % below).expect("a remainder below a small number")
    }
}

static COLUMNS: LazyLock<(Columns, Vec<Vec<i64>>)> = LazyLock::new(|| {
    let mut draw = numbers();
    let mut raw = Vec::new();
    let columns = TWENTY.indicators.iter().map(|id| {
        let whole = id.as_str().starts_with("ip.");
        let num: Vec<i64> = (0..ROWS)
            .map(|_| if whole { draw(20) } else { draw(400_000) })
            .collect();
        raw.push(num.clone());
        if whole {
            return Column::of_whole(num);
        }
        let den: Vec<i64> = (0..ROWS).map(|_| 1 + draw(2_000_000)).collect();
        raw.push(den.clone());
        Column::of_ratios(num, den).expect("denominators are positive")
    });
    let columns = Columns::new(&TWENTY, columns.collect()).expect("one column for each indicator");
    (columns, raw)
});

#[divan::bench(sample_count = 20)]
fn kernel_of_twenty_indicators(bencher: Bencher) {
    let (columns, _) = &*COLUMNS;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("one thread");
    bencher
        .counter(ItemsCount::new(ROWS))
        .bench(|| pool.install(|| TWENTY.run(black_box(columns))));
}

#[divan::bench(sample_count = 20)]
fn limit_adding_up_the_same_columns(bencher: Bencher) {
    let (_, raw) = &*COLUMNS;
    let bytes: usize = raw.iter().map(|column| column.len() * 8).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(ROWS))
        .bench(|| {
            let sums = black_box(raw)
                .iter()
                .map(|column| column.iter().fold(0_i64, |a, b| a.wrapping_add(*b)));
            sums.fold(0_i64, i64::wrapping_add)
        });
}

/// Facts of the sample province by enterprise, and its cohorts.
type Province = (Vec<(EnterpriseId, Vec<RecordedFact>)>, Cohorts);

static PROVINCE: LazyLock<Province> = LazyLock::new(|| {
    let folder = tempfile::TempDir::new().expect("a folder for the records");
    let url = format!("sqlite://{}", folder.path().join("bench.db").display());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let facts = runtime.block_on(async {
        let store = records::open(&url).await.expect("new records");
        for file in province::files("bench", DAY).expect("the shipped province") {
            intake::take(&store, &file.input, &file.request, |_| {})
                .await
                .expect("it is taken in");
        }
        store
            .facts_in_range(None, 1_000, i64::MAX)
            .await
            .expect("they are read back")
    });
    let mut cohorts = CohortsBuilder::default();
    for (id, facts) in &facts {
        cohorts.add(&Dossier::assemble(
            id.clone(),
            facts.clone(),
            View::available(DAY),
        ));
    }
    (facts, cohorts.finish())
});

/// The enterprise with the median number of facts.
fn median() -> (EnterpriseId, Vec<RecordedFact>) {
    let mut by_size: BTreeMap<(usize, EnterpriseId), Vec<RecordedFact>> = BTreeMap::new();
    for (id, facts) in &PROVINCE.0 {
        by_size.insert((facts.len(), id.clone()), facts.clone());
    }
    let at = by_size.len() / 2;
    let ((_, id), facts) = by_size
        .into_iter()
        .nth(at)
        .expect("the province is not empty");
    (id, facts)
}

static CHONGQING: LazyLock<Program> = LazyLock::new(|| {
    let loaded = catalog::find("cq-knowledge-value-2017").expect("a shipped model");
    loaded.program().expect("its figures are known")
});

fn subject(program: &Program, dossier: &Dossier) -> Subject {
    Subject {
        enterprise: dossier.enterprise.clone(),
        as_of: DAY,
        basis: "available".to_owned(),
        evidence_digest: dossier.digest(),
        vector: indicators::read(&program.indicators, dossier, &PROVINCE.1),
        conflicts: Vec::new(),
        expert: zhixin::scoring::program::ExpertSheet::default(),
        segment: None,
    }
}

#[divan::bench]
fn dossier_1_assembled_from_facts(bencher: Bencher) {
    let (id, facts) = median();
    bencher
        .counter(ItemsCount::new(facts.len()))
        .with_inputs(|| facts.clone())
        .bench_values(|facts| Dossier::assemble(id.clone(), facts, View::available(DAY)));
}

#[divan::bench]
fn dossier_2_digest(bencher: Bencher) {
    let (id, facts) = median();
    let dossier = Dossier::assemble(id, facts, View::available(DAY));
    bencher.bench(|| black_box(&dossier).digest());
}

#[divan::bench]
fn dossier_3_indicators_read(bencher: Bencher) {
    let (id, facts) = median();
    let dossier = Dossier::assemble(id, facts, View::available(DAY));
    bencher.bench(|| indicators::read(&CHONGQING.indicators, black_box(&dossier), &PROVINCE.1));
}

#[divan::bench]
fn dossier_4_twenty_indicators_read_and_scored(bencher: Bencher) {
    let (id, facts) = median();
    let dossier = Dossier::assemble(id, facts, View::available(DAY));
    bencher.bench(|| {
        let vector = indicators::read(&TWENTY.indicators, black_box(&dossier), &PROVINCE.1);
        TWENTY.run(&Columns::of_vectors(&TWENTY, [&vector]))
    });
}

#[divan::bench]
fn dossier_5_assessed(bencher: Bencher) {
    let (id, facts) = median();
    let dossier = Dossier::assemble(id, facts, View::available(DAY));
    let subject = subject(&CHONGQING, &dossier);
    let mut block = Block::default();
    bencher.bench_local(|| assessment::assess_with(&CHONGQING, black_box(&subject), &mut block));
}

#[divan::bench]
fn dossier_6_written_as_json(bencher: Bencher) {
    let (id, facts) = median();
    let dossier = Dossier::assemble(id, facts, View::available(DAY));
    let assessment = assessment::assess(&CHONGQING, &subject(&CHONGQING, &dossier));
    bencher.bench(|| black_box(&assessment).to_bytes());
}
