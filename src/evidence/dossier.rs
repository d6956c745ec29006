//! The dossier: all that a view holds of one enterprise, with conflicts between sources settled and
//! shown. It is the only door through which an indicator may read evidence.

use super::fact::TypedFact;
use super::facts::{
    AdverseEvent, Award, Conversion, Enterprise, FinancialYear, InnovationYear, Investment,
    IpRight, Loan, Platform, Product, Project, Qualification, Retraction, RndYear, Standard,
    Talent, TechContract,
};
use super::{Held, Patent, RecordedFact, View, patent};
use crate::units::{Digest, EnterpriseId};
use std::collections::HashSet;

/// Two sources that said different things, and which one was followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The kind of fact.
    pub kind: &'static str,
    /// What both were about.
    pub key: String,
    /// The fields in which they differ.
    pub fields: Vec<&'static str>,
    /// The fact followed, as a place in [`Dossier::facts`].
    pub followed: usize,
    /// The fact set aside, as a place in [`Dossier::facts`].
    pub set_aside: usize,
}

/// One enterprise's evidence in one view 企业档案.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// Whom it is about.
    pub enterprise: EnterpriseId,
    /// The view taken.
    pub view: View,
    facts: Vec<RecordedFact>,
    conflicts: Vec<Conflict>,
    registry: Vec<Held<Enterprise>>,
    patents: Vec<Patent>,
    rights: Vec<Held<IpRight>>,
    rnd: Vec<Held<RndYear>>,
    finance: Vec<Held<FinancialYear>>,
    talent: Vec<Held<Talent>>,
    innovation: Vec<Held<InnovationYear>>,
    adverse: Vec<Held<AdverseEvent>>,
    loans: Vec<Held<Loan>>,
    products: Vec<Held<Product>>,
    conversions: Vec<Held<Conversion>>,
    contracts: Vec<Held<TechContract>>,
    platforms: Vec<Held<Platform>>,
    awards: Vec<Held<Award>>,
    qualifications: Vec<Held<Qualification>>,
    standards: Vec<Held<Standard>>,
    projects: Vec<Held<Project>>,
    investments: Vec<Held<Investment>>,
}

macro_rules! doors {
    ($( $(#[$doc:meta])* $door:ident : $kind:ty ),* $(,)?) => {
        $( $(#[$doc])* pub fn $door(&self) -> &[Held<$kind>] { &self.$door } )*
    };
}

impl Dossier {
    /// Assembles the dossier of an enterprise from any set of recorded facts: those that the view
    /// does not hold, that are about others, or that were taken back, are left out.
    pub fn assemble(enterprise: EnterpriseId, facts: Vec<RecordedFact>, view: View) -> Self {
        let mut held: Vec<RecordedFact> = facts
            .into_iter()
            .filter(|fact| fact.enterprise == enterprise && view.holds(fact))
            .collect();
        let retracted: HashSet<Digest> = held
            .iter()
            .filter_map(|fact| Retraction::of(&fact.fact).map(|back| back.retracts))
            .collect();
        if !retracted.is_empty() {
            held.retain(|fact| !retracted.contains(&fact.digest));
        }
        // Facts are large: sorted by place, each is moved once.
        held.sort_by_cached_key(|fact| std::cmp::Reverse(fact.rank()));
        let mut settle = Settle::new(&held);
        let dossier = Parts {
            registry: settle.kind(),
            rights: settle.kind(),
            rnd: settle.kind(),
            finance: settle.kind(),
            talent: settle.kind(),
            innovation: settle.kind(),
            adverse: settle.kind(),
            loans: settle.kind(),
            products: settle.kind(),
            conversions: settle.kind(),
            contracts: settle.kind(),
            platforms: settle.kind(),
            awards: settle.kind(),
            qualifications: settle.kind(),
            standards: settle.kind(),
            projects: settle.kind(),
            investments: settle.kind(),
            patents: patent::gather(&mut settle),
            conflicts: settle.conflicts,
        };
        dossier.with(enterprise, view, held)
    }

    /// The facts in view, best first.
    pub fn facts(&self) -> &[RecordedFact] {
        &self.facts
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Where sources differ, and which was followed.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// The digest over every fact in view, in no matter what order they were given.
    pub fn digest(&self) -> Digest {
        let mut digests: Vec<&[u8; 32]> =
            self.facts.iter().map(|fact| fact.digest.bytes()).collect();
        digests.sort_unstable();
        let mut bytes = Vec::with_capacity(32 * digests.len() + 24);
        bytes.extend_from_slice(b"zhixin/dossier/1\n");
        digests
            .iter()
            .for_each(|digest| bytes.extend_from_slice(*digest));
        Digest::of(&bytes)
    }

    /// Patents, one for each application, in the order of their numbers.
    pub fn patents(&self) -> &[Patent] {
        &self.patents
    }

    doors! {
        /// What the registry said, oldest first.
        registry: Enterprise,
        /// Rights other than patents.
        rights: IpRight,
        /// R&D years, oldest first.
        rnd: RndYear,
        /// Financial years, oldest first.
        finance: FinancialYear,
        /// Counts of people, oldest first.
        talent: Talent,
        /// Innovation counts, oldest first.
        innovation: InnovationYear,
        /// Adverse events.
        adverse: AdverseEvent,
        /// Loans.
        loans: Loan,
        /// Certified products.
        products: Product,
        /// Results converted.
        conversions: Conversion,
        /// Technology contracts.
        contracts: TechContract,
        /// Research platforms.
        platforms: Platform,
        /// Science prizes.
        awards: Award,
        /// Titles held.
        qualifications: Qualification,
        /// Standards.
        standards: Standard,
        /// Publicly funded projects.
        projects: Project,
        /// Venture capital.
        investments: Investment,
    }
}

/// The settled parts, before they are joined with the facts they point to.
struct Parts {
    conflicts: Vec<Conflict>,
    registry: Vec<Held<Enterprise>>,
    patents: Vec<Patent>,
    rights: Vec<Held<IpRight>>,
    rnd: Vec<Held<RndYear>>,
    finance: Vec<Held<FinancialYear>>,
    talent: Vec<Held<Talent>>,
    innovation: Vec<Held<InnovationYear>>,
    adverse: Vec<Held<AdverseEvent>>,
    loans: Vec<Held<Loan>>,
    products: Vec<Held<Product>>,
    conversions: Vec<Held<Conversion>>,
    contracts: Vec<Held<TechContract>>,
    platforms: Vec<Held<Platform>>,
    awards: Vec<Held<Award>>,
    qualifications: Vec<Held<Qualification>>,
    standards: Vec<Held<Standard>>,
    projects: Vec<Held<Project>>,
    investments: Vec<Held<Investment>>,
}

impl Parts {
    fn with(self, enterprise: EnterpriseId, view: View, facts: Vec<RecordedFact>) -> Dossier {
        Dossier {
            enterprise,
            view,
            facts,
            conflicts: self.conflicts,
            registry: self.registry,
            patents: self.patents,
            rights: self.rights,
            rnd: self.rnd,
            finance: self.finance,
            talent: self.talent,
            innovation: self.innovation,
            adverse: self.adverse,
            loans: self.loans,
            products: self.products,
            conversions: self.conversions,
            contracts: self.contracts,
            platforms: self.platforms,
            awards: self.awards,
            qualifications: self.qualifications,
            standards: self.standards,
            projects: self.projects,
            investments: self.investments,
        }
    }
}

/// Settles facts of one kind and key into one value, best source first, field by field.
pub(super) struct Settle<'a> {
    facts: &'a [RecordedFact],
    /// Kind and place of every fact, by kind, and within a kind best first.
    by_kind: Vec<(u8, usize)>,
    conflicts: Vec<Conflict>,
}

impl<'a> Settle<'a> {
    /// Facts in order, best first.
    fn new(facts: &'a [RecordedFact]) -> Self {
        let places = facts.iter().enumerate();
        let mut by_kind: Vec<(u8, usize)> =
            places.map(|(at, fact)| (fact.fact.number(), at)).collect();
        by_kind.sort_unstable();
        Self {
            facts,
            by_kind,
            conflicts: Vec::new(),
        }
    }

    /// Every settled fact of a kind, oldest first.
    pub(super) fn kind<T: TypedFact>(&mut self) -> Vec<Held<T>> {
        let first = self.by_kind.partition_point(|(kind, _)| *kind < T::NUMBER);
        let of_kind = self.by_kind[first..]
            .iter()
            .take_while(|(kind, _)| *kind == T::NUMBER);
        let mut keyed: Vec<(String, usize)> = of_kind
            .map(|(_, at)| (self.facts[*at].fact.key(), *at))
            .collect();
        // Equal keys stay together, the best of them first.
        keyed.sort_unstable();
        let mut settled: Vec<Held<T>> = Vec::with_capacity(keyed.len());
        let mut last: Option<String> = None;
        for (key, at) in keyed {
            let typed = T::of(&self.facts[at].fact).expect("it was found under this kind");
            match settled.last_mut().filter(|_| last.as_ref() == Some(&key)) {
                Some(best) => self.merge(best, typed, key, at),
                None => {
                    settled.push(Held {
                        value: typed.clone(),
                        from: vec![at],
                    });
                    last = Some(key);
                }
            }
        }
        settled.sort_by_key(|held| self.facts[held.from[0]].happened_on);
        settled
    }

    /// Fills what the best source did not tell, and notes where a lesser one differs.
    fn merge<T: TypedFact>(&mut self, best: &mut Held<T>, lesser: &T, key: String, at: usize) {
        let mut fields = Vec::new();
        best.value.fill_from(lesser, &mut fields);
        if !fields.is_empty() {
            self.conflicts.push(Conflict {
                kind: T::KIND,
                key,
                fields,
                followed: best.from[0],
                set_aside: at,
            });
        }
        best.from.push(at);
    }
}
