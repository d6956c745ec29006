//! The arguments of `zhixin access`.

use super::{DATABASE, Format, RECORDS};
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct Access {
    #[command(subcommand)]
    pub(super) command: AccessCommand,
    /// Where the records are.
    #[arg(long, global = true, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
    pub(super) database: String,
    /// How to write what comes of it.
    #[arg(long, global = true, value_enum, default_value = "table")]
    pub(super) format: Format,
}

/// Who decides.
#[derive(Debug, Args)]
pub(super) struct Decided {
    /// Who decides, as operator:NAME.
    #[arg(long = "as", value_name = "WHO")]
    pub(super) by: String,
}

/// A credential that is added.
#[derive(Debug, Args)]
pub(super) struct Addition {
    /// The client.
    pub(super) client: String,
    /// From when on the credential no longer counts: a date, for its end, or a moment.
    #[arg(long)]
    pub(super) until: Option<String>,
    #[command(flatten)]
    pub(super) decided: Decided,
}

#[derive(Debug, Subcommand)]
pub(super) enum AccessCommand {
    /// Register a client 客户端登记: a program, or a person of the commission.
    Register {
        /// Its id, such as bank-a-core.
        client: String,
        /// maker, checker, payer, supervisor, analyst, auditor, operator, bank:BANK, enterprise:ID or
        /// contributor:POOL:DISTRICT:CONTRIBUTOR.
        #[arg(long)]
        role: String,
        /// The person or program behind it, the same in every role.
        #[arg(long)]
        person: String,
        #[command(flatten)]
        decided: Decided,
    },
    /// List clients and their credentials.
    List {
        /// List one-time codes too that are used, ended or too old.
        #[arg(long)]
        all: bool,
    },
    /// Add a secret 密钥, shown this once; those that there are go on counting until they are ended.
    AddSecret(Addition),
    /// Add the public half of a key 公钥 with which the client signs assertions (`private_key_jwt`).
    AddKey {
        #[command(flatten)]
        addition: Addition,
        /// The key as a JWK: Ed25519 or P-256.
        #[arg(long)]
        file: String,
    },
    /// Add a certificate 证书 with which the client connects (mTLS).
    AddCertificate {
        #[command(flatten)]
        addition: Addition,
        /// The certificate in PEM.
        #[arg(long, required_unless_present = "thumbprint")]
        file: Option<String>,
        /// The SHA-256 of the certificate in DER, in base64url.
        #[arg(long, conflicts_with = "file")]
        thumbprint: Option<String>,
    },
    /// End a credential 凭证终止, and every token that was got with it.
    EndCredential {
        /// The credential, as CLIENT.NUMBER.
        credential: String,
        #[command(flatten)]
        decided: Decided,
    },
    /// Revoke a client 吊销 for ever, with all its credentials and tokens.
    Revoke {
        /// The client.
        client: String,
        #[command(flatten)]
        decided: Decided,
    },
    /// Make a one-time code 一次性授权码 for an enterprise, shown this once, to be handed over.
    OneTimeCode {
        /// The enterprise.
        enterprise: String,
        /// For how many hours it is good.
        #[arg(long, default_value_t = 72)]
        hours: u32,
        /// Who hands it over, as maker:NAME.
        #[arg(long = "as", value_name = "WHO")]
        by: String,
    },
    /// Change the keys that sign tokens 签名密钥轮换: the next one signs, and a new one comes next. A service that runs sees
    /// it by itself.
    RotateKeys {
        /// The folder of the keys.
        #[arg(long, default_value = "zhixin-keys")]
        keys: String,
        /// Make all keys anew: no token that was signed before counts any more. For after a theft.
        #[arg(long)]
        all: bool,
    },
}
