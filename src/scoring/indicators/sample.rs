//! Small dossiers built by hand, for the tests of indicators.

use super::{Cohorts, find};
use crate::evidence::facts::{
    CitationDirection, Direction, Enterprise, FinancialYear, PatentCitation, PatentFiled,
    PatentGranted, PatentShare, PatentStatus, PatentTransfer, RndYear, Standing, Status,
};
use crate::evidence::{
    Availability, Dossier, Fact, RecordedFact, Source, SourceClass, View, Visibility,
};
use crate::scoring::{IndicatorId, Value};
use crate::units::{Amount, ApplicationNumber, Date, Digest, EnterpriseId, Moment, Ratio};
use std::sync::Arc;

/// The enterprise of the samples.
pub(super) fn enterprise() -> EnterpriseId {
    EnterpriseId::parse("x:sample").expect("an id of another scheme")
}

/// A day.
pub(super) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// An application number of the kind that its fifth digit says.
pub(super) fn application(number: &str) -> ApplicationNumber {
    ApplicationNumber::parse(number).expect("an application number")
}

/// Facts on their way into a dossier.
#[derive(Debug, Clone, Default)]
pub(super) struct Sample {
    facts: Vec<RecordedFact>,
}

impl Sample {
    /// Adds a fact that could be known on the day it happened.
    pub(super) fn with(self, fact: Fact) -> Self {
        let on = fact.happened_on();
        self.known(fact, on)
    }

    /// Adds a fact that could be known from a day.
    pub(super) fn known(mut self, fact: Fact, on: Date) -> Self {
        let source = Source {
            name: "sample".to_owned(),
            class: SourceClass::Registry,
            visibility: Visibility::Shared,
            file: "sample.csv".to_owned(),
            file_digest: Digest::of(b""),
        };
        let available = Availability { on, assumed: None };
        let digest = RecordedFact::content_digest(&enterprise(), &fact, &available, &source);
        let sequence = i64::try_from(self.facts.len()).expect("a small sample") + 1;
        self.facts.push(RecordedFact {
            sequence,
            enterprise: enterprise(),
            happened_on: fact.happened_on(),
            available,
            recorded_at: Moment::parse("2024-01-01T00:00:00Z").expect("a moment"),
            source: Arc::new(source),
            row: u64::try_from(sequence).expect("positive"),
            fact: Box::new(fact),
            digest,
        });
        self
    }

    /// The registry's word that the enterprise is in business.
    pub(super) fn registered(self) -> Self {
        self.with(Fact::Enterprise(Enterprise {
            observed_on: day("2015-01-01"),
            name: None,
            founded_on: Some(day("2015-01-01")),
            district: None,
            park: None,
            industry: None,
            field: None,
            supported_field: None,
            restricted: None,
            strategic_industry: None,
            status: Some(Status::Active),
            capital: None,
            listed: None,
        }))
    }

    /// A granted patent.
    pub(super) fn patent(self, number: &str, filed_on: &str, granted_on: &str) -> Self {
        let filed = filed(number, filed_on);
        self.with(Fact::PatentFiled(filed))
            .granted(number, granted_on)
    }

    /// A grant alone.
    pub(super) fn granted(self, number: &str, on: &str) -> Self {
        self.with(Fact::PatentGranted(PatentGranted {
            application: application(number),
            granted_on: day(on),
            publication: None,
            claims: None,
            obtained: None,
        }))
    }

    /// A change of legal status.
    pub(super) fn status(self, number: &str, on: &str, standing: Standing) -> Self {
        self.with(Fact::PatentStatus(PatentStatus {
            application: application(number),
            on: day(on),
            standing,
            text: None,
            restorable_until: None,
        }))
    }

    /// A transfer.
    pub(super) fn transfer(self, number: &str, on: &str, direction: Direction) -> Self {
        self.with(Fact::PatentTransfer(PatentTransfer {
            application: application(number),
            on: day(on),
            direction,
            counterparty: None,
        }))
    }

    /// A stated share.
    pub(super) fn share(self, number: &str, on: &str, share: Ratio) -> Self {
        self.with(Fact::PatentShare(PatentShare {
            application: application(number),
            on: day(on),
            share,
            owners: None,
        }))
    }

    /// A citation.
    pub(super) fn citation(
        self,
        number: &str,
        other: &str,
        on: &str,
        direction: CitationDirection,
        technology: Option<&str>,
    ) -> Self {
        self.with(Fact::PatentCitation(PatentCitation {
            application: application(number),
            other: other.to_owned(),
            on: day(on),
            direction,
            technology: technology.map(str::to_owned),
        }))
    }

    /// A financial year with its revenue, in fen.
    pub(super) fn revenue(self, end: &str, fen: i64) -> Self {
        let mut year = financial_year(end);
        year.revenue = Some(Amount::from_fen(fen));
        self.with(Fact::FinancialYear(year))
    }

    /// An R&D year with its spending, in fen.
    pub(super) fn spend(self, end: &str, fen: i64) -> Self {
        self.with(Fact::RndYear(RndYear {
            period_end: day(end),
            period_start: None,
            spend: Some(Amount::from_fen(fen)),
            domestic: None,
            outsourced: None,
        }))
    }

    /// The dossier as of a day.
    pub(super) fn on(&self, as_of: &str) -> Dossier {
        let view = View::available(day(as_of));
        Dossier::assemble(enterprise(), self.facts.clone(), view)
    }
}

/// A filing of which nothing but the date is told.
pub(super) fn filed(number: &str, on: &str) -> PatentFiled {
    PatentFiled {
        application: application(number),
        filed_on: day(on),
        kind: None,
        title: None,
        technology: None,
        applicants: None,
        claims: None,
        main_business: None,
        obtained: None,
        priority_on: None,
        pct: None,
    }
}

/// A financial year of which nothing but the end is told.
pub(super) fn financial_year(end: &str) -> FinancialYear {
    FinancialYear {
        period_end: day(end),
        period_start: None,
        revenue: None,
        main_revenue: None,
        high_tech_revenue: None,
        total_income: None,
        costs: None,
        assets: None,
        liabilities: None,
        net_assets: None,
        net_profit: None,
        super_deduction: None,
        fixed_capital: None,
        market_value: None,
    }
}

/// What an indicator says of a dossier without cohorts.
pub(super) fn value(id: &str, dossier: &Dossier) -> Value {
    let id = IndicatorId::parse(id).expect("an id");
    let indicator = find(&id).expect("an indicator of the catalogue");
    indicator.compute(dossier, &Cohorts::default()).value
}
