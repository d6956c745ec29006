//! The kinds of fact that evidence is made of, each declared once with its fields and their aliases.

mod business;
mod choices;
mod declare;
mod finance;
mod intellectual;
#[cfg(test)]
mod page;
mod patent_events;
mod patents;
mod registry;

pub use business::{
    Award, Conversion, Investment, Platform, Product, Project, Qualification, Standard,
    TechContract,
};
pub use choices::{
    AdverseKind, CitationDirection, Direction, Level, Obtained, QualificationKind, RightKind, Role,
    Severity, Standing, Status,
};
pub use finance::{AdverseEvent, FinancialYear, InnovationYear, Loan, RndYear, Talent};
pub use intellectual::IpRight;
pub use patent_events::{
    PatentCitation, PatentCounts, PatentLicence, PatentPledge, PatentShare, PatentStatus,
    PatentTransfer,
};
pub use patents::{PatentFamilyMember, PatentFiled, PatentGranted, PatentPublished};
pub use registry::{Enterprise, Retraction};
