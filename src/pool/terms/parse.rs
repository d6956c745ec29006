//! Reading a terms file: the parts in the order in which they depend on one another, each checked as it is
//! read, so that every problem is told with the line on which it stands.

use super::section::Section;
use super::{Channel, Product, Status, Terms};
use super::{parse_breaker, parse_caps, parse_claim, parse_eligibility, parse_funding};
use super::{parse_fee, parse_incentive, parse_loan, parse_sharing};
use crate::units::form::Form;
use crate::units::names::{ContributorId, GradeName, ProductId, Scheme, TermsId};
use crate::units::{Bilingual, Date, Problems};

/// What later parts of a file may name.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) products: Vec<ProductId>,
    pub(super) channels: Vec<Channel>,
    /// The eligible grades, best first; empty where any will do.
    pub(super) grades: Vec<GradeName>,
    pub(super) contributors: Vec<ContributorId>,
    /// Whether there is a budget, not a pool.
    pub(super) budget: bool,
    /// Whether a score is asked for.
    pub(super) scored: bool,
    pub(super) zones: bool,
}

impl Named {
    /// Tells of names in a list that nothing above declares.
    pub(super) fn known<T: PartialEq + std::fmt::Display>(
        section: &Section<'_>,
        key: &'static str,
        what: &str,
        used: &[T],
        declared: &[T],
    ) {
        for name in used.iter().filter(|name| !declared.contains(name)) {
            let message = format!("these terms have no {what} `{name}`");
            section.problem(key, "name.unknown", message);
        }
    }

    pub(super) fn check_products(&self, section: &Section<'_>, used: &[ProductId]) {
        Self::known(section, "products", "product", used, &self.products);
    }

    pub(super) fn check_grades(
        &self,
        section: &Section<'_>,
        key: &'static str,
        used: &[GradeName],
    ) {
        // Terms that accept any grade declare none.
        if !self.grades.is_empty() {
            Self::known(section, key, "eligible grade", used, &self.grades);
        }
    }

    pub(super) fn check_channels(&self, section: &Section<'_>, used: &[Channel]) {
        for channel in used.iter().filter(|used| !self.channels.contains(used)) {
            let message = format!(
                "the channel `{}` is not open in these terms",
                channel.word()
            );
            section.problem("channels", "name.unknown", message);
        }
    }
}

/// Reads and checks a terms file.
pub(super) fn terms(text: &str) -> Result<Terms, Problems> {
    let form = Form::parse(text)?;
    let terms = {
        let root = Section::root(form.root());
        let terms = read(&root);
        root.close();
        terms
    };
    form.finish(terms)
}

/// What a file says of itself.
struct Head {
    id: Option<TermsId>,
    scheme: Option<Scheme>,
    version: Option<u32>,
    status: Option<Status>,
    name: Option<Bilingual>,
    about: Option<Bilingual>,
    document: Option<String>,
    refines: Option<TermsId>,
    effective_from: Option<Date>,
    effective_to: Option<Date>,
}

fn head(root: &Section<'_>) -> Head {
    let head = Head {
        id: root.name("id", TermsId::parse),
        scheme: root.name("scheme", Scheme::parse),
        version: root.number("version"),
        status: root.word("status", Status::WORDS),
        name: root.bilingual("name"),
        about: root.bilingual("about"),
        document: root.opt_text("document"),
        refines: root.opt_name("refines", TermsId::parse),
        effective_from: root.date("effective_from"),
        effective_to: root.opt_date("effective_to"),
    };
    if head.status == Some(Status::InForce) && head.document.is_none() {
        let why = "terms in force need the number of their paper";
        root.problem("status", "status.document", why);
    }
    if let (Some(from), Some(to)) = (head.effective_from, head.effective_to)
        && to < from
    {
        let message = format!("the last day, {to}, is before the first, {from}");
        root.problem("effective_to", "dates.order", message);
    }
    head
}

/// Reads the products and channels, which later parts name.
fn reach(root: &Section<'_>, named: &mut Named) -> Vec<Product> {
    let products = root.each_once("products", product, |product| &product.id);
    let channels = root.words("channels", Channel::WORDS);
    for (key, none) in [
        ("products", root.items("products") == 0),
        ("channels", root.items("channels") == 0),
    ] {
        if none {
            root.problem(key, "list.empty", "at least one is required");
        }
    }
    named.products = products.iter().map(|product| product.id.clone()).collect();
    named.channels = channels;
    products
}

fn read(root: &Section<'_>) -> Option<Terms> {
    let head = head(root);
    let mut named = Named::default();
    let products = reach(root, &mut named);
    let funding = root.part("funding", |section| {
        parse_funding::funding(section, &mut named)
    });
    let leverage = root.each("leverage", |section| {
        parse_funding::leverage(section, &named)
    });
    let score = root.opt_part("score", parse_loan::score);
    named.scored = root.has("score");
    named.grades = score
        .iter()
        .flat_map(|score| score.grades.clone())
        .collect();
    let eligibility = root.part("eligibility", |section| {
        Some(parse_eligibility::eligibility(section, &mut named))
    });
    let loan = root.part("loan", |section| parse_loan::loan(section, &named));
    let excluded = loan.as_ref().map(|loan| loan.excluded_security.clone());
    let sharing = root.part("sharing", |section| {
        parse_sharing::sharing(section, &named, &excluded.unwrap_or_default())
    });
    let caps = root.each_once(
        "caps",
        |section| parse_caps::cap(section, &named),
        |cap| &cap.id,
    );
    let claim = root.part("claim", |section| parse_claim::claim(section, &named));
    let recovery = root.part("recovery", parse_claim::recovery);
    let breakers = root.each_once(
        "breakers",
        |section| parse_breaker::breaker(section, &named),
        |breaker| &breaker.id,
    );
    let incentives = root.each_once(
        "incentives",
        |section| parse_incentive::incentive(section, &named),
        |incentive| &incentive.id,
    );
    let guarantee_fee = root.opt_part("guarantee_fee", parse_fee::fee);
    Some(Terms {
        id: head.id?,
        scheme: head.scheme?,
        version: head.version?,
        status: head.status?,
        name: head.name?,
        about: head.about?,
        origin: root.origin().clone(),
        document: head.document,
        refines: head.refines,
        effective_from: head.effective_from?,
        effective_to: head.effective_to,
        products,
        channels: named.channels,
        funding: funding?,
        leverage,
        sharing: sharing?,
        eligibility: eligibility?,
        caps,
        loan: loan?,
        score,
        claim: claim?,
        recovery: recovery?,
        breakers,
        incentives,
        guarantee_fee,
    })
}

fn product(section: &Section<'_>) -> Option<Product> {
    let id = section.name("id", ProductId::parse);
    let name = section.bilingual("name");
    Some(Product {
        id: id?,
        name: name?,
    })
}
